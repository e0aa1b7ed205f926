from . import (
    charts,
    formats,
    matrix,
    pdf,
    periods,
    presentation,
    ranking,
    sheet_stream,
    statistics,
)
