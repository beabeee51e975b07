from flask import Blueprint

phone = Blueprint("phone", __name__)
