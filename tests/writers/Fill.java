// Fills a form's cells with Apache POI: java -cp JARS Fill.java OUT CELLS [FORM], where a line of CELLS is address, type
// and text. With FORM it is opened and filled in; without, the cells are streamed to a new workbook (SXSSF).
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

public class Fill {
    public static void main(String[] given) throws Exception {
        boolean streams = given.length < 3;
        List<String[]> lines = Files.readAllLines(Path.of(given[1])).stream().map(line -> line.split("\t", 3)).toList();
        if (streams) {
            lines = lines.stream().sorted(Comparator.comparingInt(line -> place(line).getRow())).toList();
        }
        Workbook book = streams ? new SXSSFWorkbook(8) : new XSSFWorkbook(new FileInputStream(given[2]));
        Sheet sheet = streams ? book.createSheet("Return") : book.getSheet("Return");
        CellStyle day = book.createCellStyle();
        day.setDataFormat(book.createDataFormat().getFormat("dd/mm/yyyy"));
        for (String[] line : lines) {
            Cell cell = at(sheet, place(line));
            switch (line[1]) {
                case "number" -> cell.setCellValue(Double.parseDouble(line[2]));
                case "date" -> {
                    cell.setCellValue(Date.from(LocalDate.parse(line[2]).atStartOfDay(ZoneId.systemDefault()).toInstant()));
                    cell.setCellStyle(day);
                }
                default -> cell.setCellValue(line[2].replace("\\n", "\n"));
            }
        }
        try (FileOutputStream out = new FileOutputStream(given[0])) {
            book.write(out);
        }
        book.close();
    }

    private static CellReference place(String[] line) {
        return new CellReference(line[0]);
    }

    private static Cell at(Sheet sheet, CellReference place) {
        Row row = sheet.getRow(place.getRow());
        row = row == null ? sheet.createRow(place.getRow()) : row;
        return row.getCell(place.getCol(), Row.MissingCellPolicy.CREATE_NULL_AS_BLANK);
    }
}
