"""Ways on foot, by e-bike and by truck, from an OpenStreetMap extract."""
