"""Sending a signed plan to everybody on its Nơi nhận list, with proof."""
