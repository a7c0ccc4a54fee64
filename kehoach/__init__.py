"""kehoach: official Vietnamese administrative plans (Kế hoạch) from structured YAML.

The flow is one-way: source -> plan -> document -> outputs; see docs/architecture.md.
"""

import os

# Looking for plugins of pydantic means reading what every installed package says of itself.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

__version__ = "0.1.0"
