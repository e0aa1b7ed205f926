from . import charts, formats, matrix, periods, presentation, ranking, statistics
