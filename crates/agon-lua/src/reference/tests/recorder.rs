//! Writes down which fields and methods a handle has, by being handed them.

use mlua::{AnyUserData, FromLua, FromLuaMulti, IntoLua, IntoLuaMulti, Lua, Result, UserDataFields, UserDataMethods};

#[derive(Default)]
pub(super) struct Recorder {
    pub(super) fields: Vec<String>,
    pub(super) methods: Vec<String>,
}

impl Recorder {
    fn method(&mut self, name: impl Into<String>) {
        self.methods.push(name.into());
    }
}

impl<T> UserDataFields<T> for Recorder {
    fn add_field<V: IntoLua + 'static>(&mut self, name: impl Into<String>, _: V) {
        self.fields.push(name.into());
    }

    fn add_field_method_get<M: Fn(&Lua, &T) -> Result<R> + 'static, R: IntoLua>(&mut self, name: impl Into<String>, _: M) {
        self.fields.push(name.into());
    }

    fn add_field_method_set<M: FnMut(&Lua, &mut T, A) -> Result<()> + 'static, A: FromLua>(
        &mut self,
        _: impl Into<String>,
        _: M,
    ) {
        unreachable!("handles are read-only");
    }

    fn add_field_function_get<F: Fn(&Lua, AnyUserData) -> Result<R> + 'static, R: IntoLua>(
        &mut self,
        name: impl Into<String>,
        _: F,
    ) {
        self.fields.push(name.into());
    }

    fn add_field_function_set<F: FnMut(&Lua, AnyUserData, A) -> Result<()> + 'static, A: FromLua>(
        &mut self,
        _: impl Into<String>,
        _: F,
    ) {
        unreachable!("handles are read-only");
    }

    fn add_meta_field<V: IntoLua + 'static>(&mut self, _: impl Into<String>, _: V) {}

    fn add_meta_field_with<F: FnOnce(&Lua) -> Result<R> + 'static, R: IntoLua>(&mut self, _: impl Into<String>, _: F) {}
}

impl<T> UserDataMethods<T> for Recorder {
    fn add_method<M, A, R>(&mut self, name: impl Into<String>, _: M)
    where
        M: Fn(&Lua, &T, A) -> Result<R> + 'static,
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
        self.method(name);
    }

    fn add_method_mut<M, A, R>(&mut self, name: impl Into<String>, _: M)
    where
        M: FnMut(&Lua, &mut T, A) -> Result<R> + 'static,
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
        self.method(name);
    }

    fn add_function<F, A, R>(&mut self, name: impl Into<String>, _: F)
    where
        F: Fn(&Lua, A) -> Result<R> + 'static,
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
        self.method(name);
    }

    fn add_function_mut<F, A, R>(&mut self, name: impl Into<String>, _: F)
    where
        F: FnMut(&Lua, A) -> Result<R> + 'static,
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
        self.method(name);
    }

    fn add_meta_method<M, A, R>(&mut self, _: impl Into<String>, _: M)
    where
        M: Fn(&Lua, &T, A) -> Result<R> + 'static,
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
    }

    fn add_meta_method_mut<M, A, R>(&mut self, _: impl Into<String>, _: M)
    where
        M: FnMut(&Lua, &mut T, A) -> Result<R> + 'static,
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
    }

    fn add_meta_function<F, A, R>(&mut self, _: impl Into<String>, _: F)
    where
        F: Fn(&Lua, A) -> Result<R> + 'static,
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
    }

    fn add_meta_function_mut<F, A, R>(&mut self, _: impl Into<String>, _: F)
    where
        F: FnMut(&Lua, A) -> Result<R> + 'static,
        A: FromLuaMulti,
        R: IntoLuaMulti,
    {
    }
}
