# Fills a form's cells with openxlsx: Rscript fill.R FORM OUT CELLS, where a line of CELLS is address, type, text.
library(openxlsx)
options(openxlsx.dateFormat = "dd/mm/yyyy")
given <- commandArgs(trailingOnly = TRUE)
book <- loadWorkbook(given[1])
for (line in readLines(given[3], encoding = "UTF-8")) {
  part <- strsplit(line, "\t", fixed = TRUE)[[1]]
  column <- utf8ToInt(substr(part[1], 1, 1)) - 64
  row <- as.integer(substring(part[1], 2))
  text <- gsub("\\n", "\n", part[3], fixed = TRUE)
  value <- switch(part[2], number = as.numeric(text), date = as.Date(text), text)
  writeData(book, "Return", value, startCol = column, startRow = row, colNames = FALSE)
}
saveWorkbook(book, given[2], overwrite = TRUE)
