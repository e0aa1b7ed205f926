from . import (
    charts,
    difference,
    drawing,
    formats,
    matrix,
    pdf,
    periods,
    presentation,
    ranking,
    sheet_pages,
    sheet_stream,
    statistics,
)
