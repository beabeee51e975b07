"""Demand from files of many forms: tables, features, rasters, cells."""
