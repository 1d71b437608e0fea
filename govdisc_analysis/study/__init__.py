"""The study: notebooks run with checked parameters, and the commands that put it together."""
