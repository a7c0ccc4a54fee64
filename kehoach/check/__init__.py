"""The reviewer: rules over the content of a plan. `checks.py` lists them, `table/` tells them."""
