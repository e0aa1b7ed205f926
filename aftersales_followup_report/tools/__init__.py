from . import charts, formats, matrix, pdf, periods, presentation, ranking, statistics
