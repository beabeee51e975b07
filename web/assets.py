"""Placeholder until the page's assets arrive."""

from pathlib import Path

from flask import Blueprint

NODE_MODULES = Path(__file__).parent.parent / "node_modules"
assets = Blueprint("assets", __name__, static_folder="static", static_url_path="/assets")
