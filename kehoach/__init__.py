"""kehoach: official Vietnamese administrative plans (Kế hoạch) from structured YAML.

The flow is one-way: source -> plan -> document -> outputs; see docs/architecture.md.
"""

from kehoach.startup import skip_plugins_of_pydantic

skip_plugins_of_pydantic()

__version__ = "0.1.0"
