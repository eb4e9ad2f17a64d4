"""An OpenAPI document held against the API that it describes."""

import json
import re

import jsonschema

from support import http


class Api:
    """The JSON API of a daemon: every call is checked against the document that the daemon serves."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.document = http.request(daemon, "/api/v1/openapi.json").json()
        self.called = set()  # (method, path of the document, status)

    def operations(self):
        """(method, path) of every operation, in capitals: ("GET", "/processes/{name}")."""
        return {(method.upper(), path) for path, item in self.document["paths"].items()
                for method in item if method != "parameters"}

    def call(self, method, target, body=None, *arguments):
        """One request, whose answer must be as the document says; returns (status, body)."""
        data = [] if body is None else ["-H", "Content-Type: application/json", "--data-binary", json.dumps(body)]
        answer = http.request(self.daemon, f"/api/v1{target}", "-X", method, *data, *arguments)
        path = self._path_of(method, target)
        self.called.add((method, path, answer.status))
        responses = self.document["paths"][path][method.lower()]["responses"]
        assert str(answer.status) in responses, f"{method} {target} answered {answer.status}: {answer.body}"
        content = self._resolve(responses[str(answer.status)])["content"]
        media = answer.headers["content-type"]
        assert media in content, f"{method} {target} answered {media}, the document says {list(content)}"
        self.check(answer.json(), content[media]["schema"])
        return answer.status, answer.json()

    def check(self, value, schema):
        """Fails when the value is not as the schema says."""
        whole = {**_plain(schema), "components": _plain(self.document["components"])}
        jsonschema.Draft4Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)

    def _resolve(self, part):
        while "$ref" in part:
            found = self.document
            for name in part["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            part = found
        return part

    def _path_of(self, method, target):
        path = target.partition("?")[0].rstrip("/") or "/"
        fitting = [known for verb, known in self.operations()
                   if verb == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path)]
        assert fitting, f"the document has no {method} {path}"
        return min(fitting, key=lambda known: known.count("{"))


def _plain(schema):
    """A schema of OpenAPI 3.0 as one of JSON Schema: what is nullable may be null."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _plain(member) for name, member in schema.items() if name != "nullable"}
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made
