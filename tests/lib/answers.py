#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""answers.py - checks lines that "hp-console -j" printed against the schemas of doc/json.

    answers.py [--all HELP] FILE...

Each line must be one JSON object, with no key twice, that its verb's schema allows to the last field.
With --all, whose file holds the answer of "help", every verb there must have a schema and occur in
FILE both done and failed.  Prints what is wrong; exit status 1 if anything is.
"""
import json
import pathlib
import sys

import jsonschema

HOME = pathlib.Path(__file__).resolve().parents[2] / "doc" / "json"


def load(path):
    text = path.read_text().replace("common.json#/$defs/", "#/$defs/")
    return json.loads(text)


def schemas():
    """One validator for each file, and one for an event; what they share goes into each."""
    shared = load(HOME / "common.json")["$defs"]
    found = {"event": {"$ref": "#/$defs/event"}}
    for path in sorted(HOME.glob("*.json")):
        if path.stem != "common":
            found[path.stem] = load(path)
    validators = {}
    for name, schema in found.items():
        whole = {**schema, "$defs": shared}
        jsonschema.Draft202012Validator.check_schema(whole)
        validators[name] = jsonschema.Draft202012Validator(whole)
    return validators


def once(pairs):
    keys = [key for key, _ in pairs]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError("twice in one object: %s" % ", ".join(sorted(twice)))
    return dict(pairs)


class Checker:
    def __init__(self):
        self.validators = schemas()
        self.seen = set()
        self.wrong = 0

    def say(self, text):
        self.wrong += 1
        print(text)

    def name_of(self, answer):
        if "code" not in answer:
            return "event"
        verb = answer.get("verb", "")
        # A word that is no verb can only be refused.
        return verb if verb in self.validators else "no-verb"

    def check(self, answer, where):
        name = self.name_of(answer)
        for error in self.validators[name].iter_errors(answer):
            path = "/".join(str(step) for step in error.absolute_path)
            self.say("%s: %s: at /%s: %.500s" % (where, name, path, error.message))
        self.seen.add((name, bool(answer.get("ok"))))
        for command in answer.get("commands", []):
            self.check(command, where)

    def check_line(self, line, where):
        try:
            answer = json.loads(line, object_pairs_hook=once)
        except ValueError as error:
            self.say("%s: not JSON: %s: %.200s" % (where, error, line))
            return
        if isinstance(answer, dict):
            self.check(answer, where)
        else:
            self.say("%s: not an object: %.200s" % (where, line))

    def check_all(self, help_file):
        verbs = json.loads(pathlib.Path(help_file).read_text())["verbs"]
        for verb in (v["name"] for v in verbs):
            if verb not in self.validators:
                self.say("%s: no schema doc/json/%s.json" % (verb, verb))
                continue
            # Where the schema says that ok is false, no other answer can be had.
            refused = self.validators[verb].schema["properties"].get("ok") == {"const": False}
            for ok in (False,) if refused else (True, False):
                if (verb, ok) not in self.seen:
                    self.say("%s: no answer that is %s was tried" %
                             (verb, "ok" if ok else "a failure"))


def main(argv):
    checker = Checker()
    help_file = None
    if argv[:1] == ["--all"]:
        help_file, argv = argv[1], argv[2:]
    lines = 0
    for path in argv:
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            lines += 1
            checker.check_line(line, "%s:%d" % (path, number))
    if help_file:
        checker.check_all(help_file)
    if not lines:
        checker.say("no answers at all")
    print("%d answers, %d faults" % (lines, checker.wrong))
    return 1 if checker.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
