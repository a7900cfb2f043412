"""What an OpenAI-compatible server understands: some refuse schemas, seeds or a temperature, or name things anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from interviewer.llm.task import Task, system_message, user_message


@dataclass(frozen=True)
class Dialect:
    """How a server wants to be asked; it begins with everything and gives up what is refused.

    Attributes:
        format: how the form of the reply is enforced; it stands in the instructions as well, for "plain".
        length: name of the option for the longest reply (newer models refuse the older name).
        seed: whether a seed is sent.
        temperature: whether a temperature is sent.
    """

    format: Literal["json_schema", "json_object", "plain"] = "json_schema"
    length: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    seed: bool = True
    temperature: bool = True

    def without(self, complaint: str) -> Dialect | None:
        """Return the dialect to try after the server refused a request, None when nothing is left to give up.

        Args:
            complaint: what the server said.
        """
        if "max_completion_tokens" in complaint and self.length == "max_tokens":
            return replace(self, length="max_completion_tokens")
        if "temperature" in complaint and self.temperature:
            return replace(self, temperature=False)
        if "seed" in complaint and self.seed:
            return replace(self, seed=False)
        if self.format == "json_schema":
            return replace(self, format="json_object")
        return replace(self, format="plain") if self.format == "json_object" else None

    def request(self, model: str, task: Task, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the options of one chat completion.

        Args:
            model: name of the model.
            task: what is asked.
            name: of the reply's form.
            schema: JSON schema of the reply.
        """
        options: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": "system", "content": system_message(task, schema)},
                {"role": "user", "content": user_message(task)},
            ],
            self.length: task.max_tokens,
        }
        if self.temperature:
            options["temperature"] = task.temperature
        if self.seed:
            options["seed"] = task.seed
        if self.format == "json_schema":
            form = {"name": name, "strict": True, "schema": schema}
            options["response_format"] = {"type": "json_schema", "json_schema": form}
        elif self.format == "json_object":
            options["response_format"] = {"type": "json_object"}
        return options
