"""Where formulas can be read up. Runs in the judge."""


def deep_learning(section: str) -> str:
    """Return a section of the textbook that most courses use."""
    return f"Goodfellow, Bengio and Courville, Deep Learning (2016), {section}"


def bishop(section: str) -> str:
    """Return a section of Bishop's textbook."""
    return f"Bishop, Pattern Recognition and Machine Learning (2006), {section}"


DIFFERENCES = bishop("§5.3.3, eq. 5.69 (central differences)")
