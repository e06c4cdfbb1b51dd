-- The common schemes, each with the questions that it is open to.

local QUESTIONS = {
	["expert-opinion"] = {
		"Does the expert know this field?",
		"Is that what the expert said?",
		"Has the expert something to gain by it?",
		"Do other experts agree?",
		"What does the expert's view rest on?",
	},
	["position-to-know"] = { "Was the person placed to know it?", "Is the person honest about it?", "Was it really said?" },
	["witness-testimony"] = {
		"Does the account agree with itself?",
		"Does it agree with what is known?",
		"Does it agree with other witnesses?",
		"Has the witness a reason to bend it?",
		"Could it have happened so?",
	},
	["popular-opinion"] = {
		"Do most people hold it?",
		"Why would their holding it make it likely?",
		"Could they all have it from one wrong source?",
	},
	["popular-practice"] = { "Is it done as widely as said?", "Is there a good reason for doing it?", "Is this case like the usual one?" },
	example = {
		"Is the example true?",
		"Is it typical of its kind?",
		"How many others point the other way?",
		"Did something special make it so?",
	},
	analogy = {
		"Are the cases alike in what matters?",
		"Is it true of the first case?",
		"Which difference could undo it?",
		"Is there a closer case that ended otherwise?",
	},
	precedent = { "Does the earlier decision cover this case?", "Does it still hold?", "Is this one of its exceptions?" },
	["cause-to-effect"] = {
		"How regularly does the effect follow the cause?",
		"Did the cause occur?",
		"What could have kept the effect from following?",
	},
	["correlation-to-cause"] = {
		"Do the two really go together?",
		"Could it be chance?",
		"Could a third thing bring about both?",
		"Could it run the other way?",
		"By which mechanism would one bring about the other?",
	},
	sign = { "How reliably does the sign go with what it is a sign of?", "What else could have left the same sign?" },
	abduction = {
		"How well does the explanation account for the facts?",
		"How does it stand against its rivals?",
		"How far were rivals looked for?",
		"Would it be better to wait for more?",
	},
	["evidence-to-hypothesis"] = {
		"Would this be expected if the hypothesis held?",
		"Was it really observed?",
		"Would it be seen even if the hypothesis were false?",
	},
	falsification = {
		"Does the hypothesis rule this out?",
		"Was it really observed?",
		"Could an assumption beside the hypothesis be what failed?",
	},
	ignorance = { "How hard was it looked for?", "Would it have been found if it were so?", "Who has to prove what here?" },
	["practical-reasoning"] = {
		"Which other goals stand against this one?",
		"Is there a better way to the goal?",
		"Can it be done at all?",
		"What else would it bring about?",
		"Does it lead to the goal?",
	},
	["value-based-practical-reasoning"] = {
		"Is the value one to be served?",
		"Does the act serve it?",
		"Does the act harm another value?",
		"Does a weightier value stand against it?",
	},
	consequences = {
		"How likely are these consequences?",
		"What shows that they would follow?",
		"Which consequences point the other way?",
		"What follows from doing nothing?",
	},
	alternatives = { "Are these all the ways it could be?", "Does one rule out the other?", "Is the rejected one really out?" },
	["sunk-costs"] = {
		"Can it still succeed?",
		"Will going on cost more than it saves?",
		"Is what was spent really lost otherwise?",
	},
	threat = { "Is the danger real?", "Would the act avert it?", "Does the danger bear on whether the claim is true?" },
	classification = {
		"Does the thing have the property?",
		"Is it agreed that the word covers such things?",
		"Is the definition a good one?",
	},
	rule = {
		"Is the rule in force here?",
		"Does it cover the case?",
		"Does another rule say otherwise?",
		"Is the case an exception?",
	},
	commitment = { "Is the person really committed to it?", "Was it taken back since?", "Is this case one they set apart?" },
	bias = { "Is the bias shown?", "Does it bear on the claim?", "Does the argument hold whoever makes it?" },
	["slippery-slope"] = {
		"Is every step as likely as it must be?",
		"Can it be stopped on the way?",
		"Is the end as bad as said?",
	},
	["motive-to-action"] = {
		"Did the actor have the motive?",
		"Did others with the motive act so?",
		"Could the actor do it?",
		"Is there another motive that explains the act better?",
	},
	counterfactual = {
		"Is the imagined case as close to the real one as it can be?",
		"Was something else enough to bring it about?",
		"What shows what would have happened?",
	},
	statistical = {
		"What is it a share of?",
		"Was the period chosen to fit?",
		"Does the measure measure what is claimed?",
		"Was the sample large, and taken fairly?",
	},
	["part-whole"] = { "Is what holds of the parts true of the whole?", "Do the parts act together?" },
}

local OTHERWISE = {
	abductive = "abduction",
	["best-explanation"] = "abduction",
	["positive-consequences"] = "consequences",
	["negative-consequences"] = "consequences",
	danger = "threat",
	["danger-appeal"] = "threat",
	definition = "classification",
	disjunction = "alternatives",
	["established-rule"] = "rule",
	ethotic = "bias",
	["fear-appeal"] = "threat",
	["goal-to-act"] = "practical-reasoning",
	["inconsistent-commitment"] = "commitment",
	rules = "rule",
	trend = "statistical",
	["verbal-classification"] = "classification",
	waste = "sunk-costs",
	["witness"] = "witness-testimony",
}

--- The questions of a scheme, by any of its names: `cause-to-effect`, `CauseToEffect`, `cause_to_effect`.
local function questions(scheme)
	local word = string.gsub(scheme, "(%l)(%u)", "%1-%2")
	word = string.gsub(string.lower(word), "[_%. /]", "-")
	word = string.gsub(string.gsub(word, "^support%-", ""), "^argument%-from%-", "")
	return QUESTIONS[OTHERWISE[word] or word]
end

return { questions = questions }
