"""English half of the interview grammar: slots, templates and fixed sentences.

A template names slots in braces; `corpus.py` fills them at random. Sentences are
written the way the recogniser should write them: capitalised, with commas and a
full stop, numbers as words.
"""

from __future__ import annotations

SLOTS: dict[str, list[str]] = {
    "name": ["Anna", "David", "Maria", "John", "Linda", "Kevin", "Sara", "Peter", "Emma", "Tom"],
    "subject": [
        "computer science", "economics", "statistics", "business", "psychology", "mathematics",
        "marketing", "design",
    ],
    "place": ["London", "Boston", "Singapore", "Berlin", "Sydney"],
    "role": [
        "an AI operations manager", "an AI operations specialist", "a product manager",
        "a data analyst", "a customer service agent", "a customer service manager",
        "a team lead", "a content editor", "a project manager", "a software engineer",
    ],
    "company": [
        "a retail company", "a travel platform", "an online school", "a large bank",
        "a small startup", "a software company", "a game studio", "Blue River", "Bright Cloud",
        "Star Market",
    ],
    "n": [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve",
    ],
    "big": [
        "ten", "fifteen", "twenty", "twenty five", "thirty", "thirty five", "forty", "forty five",
        "fifty", "sixty", "seventy", "eighty", "ninety",
    ],
    "unit": ["seconds", "minutes", "hours", "days"],
    "period": ["weeks", "months", "days", "years"],
    "share": [
        "conversion rate", "error rate", "complaint rate", "retention rate", "click rate",
        "customer satisfaction", "response time", "handling time", "cost per call", "accuracy",
        "refund rate", "manual work",
    ],
    "span": ["response time", "waiting time", "handling time", "report time", "review time"],
    "down": ["reduced", "cut", "lowered"],
    "up": ["improved", "raised", "increased"],
    "upshare": [
        "conversion rate", "retention rate", "click rate", "customer satisfaction", "accuracy",
        "answer quality",
    ],
    "downshare": [
        "error rate", "complaint rate", "refund rate", "manual work", "cost per call",
        "response time", "handling time",
    ],
    "act": [
        "wrote a clear prompt template", "built a small test set", "added a human review step",
        "set up a weekly report", "split the task into smaller steps", "logged every failed case",
        "trained the new team", "talked to the users", "designed a rollback plan",
        "set a budget for every call", "created a knowledge base", "compared two models",
        "checked the answers by hand", "cleaned the data", "made a simple dashboard",
        "ran a test with real users", "changed the order of the steps", "called the customers",
        "wrote a query for every question", "agreed on the goal with sales",
    ],
    "doing": [
        "writing prompts", "testing models", "cleaning data", "talking to customers",
        "planning projects", "building dashboards", "training new people", "checking quality",
        "solving hard problems", "writing reports",
    ],
    "why": [
        "the model was not stable", "the data kept changing", "users were waiting too long",
        "the answers were often wrong", "the cost was growing too fast", "nobody owned the quality",
        "the old process was slow", "customers were very angry", "the report came too late",
        "sales wanted faster answers", "the knowledge base was old", "the budget was small",
    ],
    "fill": ["Um", "Uh", "Hmm", "Well", "You know", "I mean", "Like"],
    "mid": ["um", "uh", "hmm", "you know", "I mean", "like"],
    "skill": [
        "prompt design", "data analysis", "project planning", "clear communication",
        "user research", "quality control", "machine learning", "problem solving", "team work",
    ],
    "adj": ["careful", "patient", "curious", "reliable", "honest", "quick to learn", "calm"],
    "tool": ["Python", "a spreadsheet", "a language model", "a knowledge base", "a dashboard"],
    "first": ["First", "At first", "To begin"],
    "link": ["Second", "Then", "After that", "Next", "Finally", "So", "For example", "In the end"],
    "group": ["the sales team", "the support team", "the design team", "the users", "my manager"],
}

#: (weight, template). The weight is how often the template is drawn.
TEMPLATES: list[tuple[int, str]] = [
    # Greeting and name.
    (2, "Hello, my name is {name}."),
    (1, "Good morning, my name is {name}."),
    (1, "Good afternoon, I am {name}."),
    (1, "Hi, I am {name}, and I am {role}."),
    (1, "Thank you for having me, my name is {name}."),
    (2, "Hello, {mid}, my name is {name}, and I come from {place}."),
    # Education.
    (2, "I studied {subject} in {place}."),
    (2, "I have a degree in {subject}, and I studied in {place}."),
    (1, "I finished a master degree in {subject} {n} years ago."),
    (1, "At university, I studied {subject} and {subject}."),
    # Present work.
    (3, "I am {role} at {company}."),
    (3, "Now I work as {role} at {company}."),
    (2, "I have {n} years of experience in {skill}."),
    (2, "I have worked as {role} for {n} years."),
    (2, "Before that, I was {role} at {company}."),
    (1, "I used to work as {role} in {place}."),
    (2, "Every day, I use {tool} for {doing}."),
    (2, "My team has {n} people, and I lead {n} of them."),
    (1, "In my current role, I am responsible for {skill} and {skill}."),
    # Projects: situation, task, action.
    (3, "In my last project, {why}."),
    (3, "Last year, {why}, so I {act}."),
    (2, "When I joined {company}, {why}."),
    (2, "My task was to make the {span} shorter."),
    (1, "My task was to make the system more reliable."),
    (2, "My goal was to improve {share} in {n} {period}."),
    (3, "{first}, I {act}."),
    (4, "{link}, I {act}."),
    (3, "{first}, I {act}, and then I {act}."),
    (2, "For example, I {act} and {act}."),
    (2, "Because {why}, I {act}."),
    (2, "I {act}, because {why}."),
    (2, "I worked with {group}, and we {act}."),
    (2, "I asked {group} why {why}."),
    # Results with figures.
    (4, "I {down} the {span} from {big} {unit} to {big} {unit}."),
    (4, "We {down} the {downshare} by {big} percent."),
    (4, "We {up} {upshare} by {big} percent."),
    (3, "The {share} went from {big} percent to {big} percent."),
    (2, "As a result, {share} went from {big} percent to {big} percent."),
    (2, "After {n} {period}, the {downshare} was {big} percent lower."),
    (2, "The result was that we {up} {upshare} by {big} percent in {n} {period}."),
    (2, "It saved {big} hours every week."),
    (1, "It saved {n} thousand dollars every month."),
    (1, "We answered {big} thousand questions in {n} {period}."),
    (1, "The test set had {n} hundred questions."),
    (2, "I measure quality with accuracy and {share}."),
    (1, "We tested it with {big} users for {n} {period}."),
    # Strengths, weakness, motive, closing.
    (3, "My main strength is {skill}."),
    (3, "My main strengths are {skill} and {skill}."),
    (2, "People say that I am {adj} and {adj}."),
    (2, "I am good at {doing} and {doing}."),
    (1, "My weakness is that I spend too much time on details."),
    (1, "My weakness is {doing}, so I ask for help early."),
    (3, "I want this job because I enjoy {doing}."),
    (2, "I want to join your company because I enjoy {skill}."),
    (2, "I would like to learn more about {skill}."),
    (2, "This role fits me, because I like {doing} and {doing}."),
    (2, "I can help your team with {skill}."),
    (1, "That is all from me."),
    (1, "That is all from me, thank you."),
    (1, "Thank you for listening."),
    (1, "Thank you very much for your time."),
    (1, "I look forward to working with you."),
    # Fillers in natural places.
    (3, "{fill}, I think the biggest risk is that {why}."),
    (3, "{fill}, {mid}, I {act}."),
    (2, "{fill}, we {down} the {downshare} in {n} {period}."),
    (2, "So, {mid}, I {act}, and, {mid}, I {act}."),
    (2, "I think, {mid}, {why}."),
    (2, "It was, {mid}, {big} percent, I think."),
    (2, "And, {mid}, my main strength is {skill}."),
    (1, "{fill}, I am not sure."),
    (1, "{fill}, let me think."),
    (1, "{fill}, that is a good question."),
    # Pitfalls.
    (1, "I just use ChatGPT to write copy."),
    (1, "I just use ChatGPT for {doing}."),
    (1, "I am just good at using tools."),
    (1, "{fill}, I do not really have any figures."),
    (1, "We did many things, and it was better."),
    (1, "It is not only about using a tool, it is about business value."),
    (1, "I do not know the number."),
    (1, "The team did everything, I just helped."),
    # Angry customer and negotiation.
    (1, "I am sorry that you had to wait, let me check your order."),
    (1, "I understand that you are angry, and I will solve it today."),
    (1, "I can offer you a refund of {big} dollars."),
    (1, "I will call you back in {n} {unit}."),
    (1, "I would like a salary of {big} thousand dollars."),
    (1, "Is there any room for a higher salary."),
    (1, "I can start in {n} weeks."),
    (1, "I would accept {big} thousand dollars with {n} days at home."),
]

#: Voice commands; always part of the training data.
COMMANDS: list[str] = [
    "Repeat the question.", "Please repeat the question.", "Next question.",
    "Next question, please.", "Skip this question.", "Skip this question, please.", "Pause.",
    "Please pause.", "Continue.", "Please continue.", "How much time is left.", "I am finished.",
    "I am done.", "Stop.", "Yes.", "No.", "Yes, I am ready.", "Start.", "Please wait.",
]

#: Two complete self-introductions, spoken by the demo's candidate.
STRONG: list[str] = [
    "Good morning, my name is Emma, and I come from London.",
    "I have a degree in statistics, and I studied in Boston.",
    "Now I work as an AI operations manager at Bright Cloud.",
    "I have six years of experience in quality control.",
    "Before that, I was a customer service manager at Star Market.",
    "In my last project, users were waiting too long.",
    "My task was to make the response time shorter.",
    "First, I logged every failed case, and then I built a small test set.",
    "Um, after that, I wrote a clear prompt template, because the answers were often wrong.",
    "Finally, I added a human review step.",
    "I reduced the response time from sixty seconds to twenty seconds.",
    "We cut the complaint rate by forty percent.",
    "You know, it saved thirty hours every week.",
    "In my second project, the cost was growing too fast, so I set a budget for every call.",
    "As a result, accuracy went from seventy percent to ninety percent.",
    "My main strengths are data analysis and clear communication.",
    "Uh, people say that I am patient and curious.",
    "I want this job because I enjoy solving hard problems.",
    "This role fits me, because I like testing models and training new people.",
    "That is all from me.",
    "Thank you for listening.",
]
WEAK: list[str] = [
    "Hi, um, I am Tom.",
    "Uh, I work at a small startup.",
    "Um, I just use ChatGPT to write copy.",
    "We did many things, and, you know, it was better.",
    "Hmm, I do not really have any figures.",
    "I mean, the team did everything, I just helped.",
    "Like, I am just good at using tools.",
    "Um, I am quick to learn.",
    "So, uh, that is all.",
]
