"""Layouts and wordings that no rule was written for: how well the parser does where it has not been."""
