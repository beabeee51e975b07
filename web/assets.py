from flask import Blueprint

assets = Blueprint("assets", __name__, static_folder="static", static_url_path="/assets")
