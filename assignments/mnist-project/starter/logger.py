"""Says how training goes, and keeps it."""

import csv


class Logger:
    def __init__(self, path=None):
        self.path = path
        self.rows = []

    def log(self, **row):
        self.rows.append(row)
        print("  ".join(name + " " + (f"{value:.4f}" if isinstance(value, float) else str(value)) for name, value in row.items()))
        if self.path:
            with open(self.path, "w", newline="") as file:
                writer = csv.DictWriter(file, fieldnames=list(row))
                writer.writeheader()
                writer.writerows(self.rows)
