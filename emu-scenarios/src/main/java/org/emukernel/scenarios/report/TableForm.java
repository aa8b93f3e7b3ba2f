package org.emukernel.scenarios.report;

import com.fasterxml.jackson.core.JsonGenerator;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.List;

/** How a table is written for programs. */
public enum TableForm {
  /** Comma-separated values with a headline (RFC 4180). */
  CSV {
    @Override
    public String text(Table table) {
      StringWriter out = new StringWriter();
      try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out)) {
        csv.writeRecord(table.columns());
        for (List<Object> row : table.rows()) {
          csv.writeRecord(row.stream().map(TableForm::plain).toList());
        }
      } catch (IOException e) {
        throw new IllegalStateException("a StringWriter takes everything", e);
      }
      return out.toString();
    }
  },
  /** JSON Lines: an object for each row. */
  JSONL {
    @Override
    public String text(Table table) {
      StringBuilder out = new StringBuilder();
      for (List<Object> row : table.rows()) {
        out.append(JsonText.line(json -> write(json, table.columns(), row))).append('\n');
      }
      return out.toString();
    }
  };

  /** {@return the whole table} */
  public abstract String text(Table table);

  private static String plain(Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  private static void write(JsonGenerator json, List<String> columns, List<Object> row)
      throws IOException {
    for (int column = 0; column < columns.size(); column++) {
      json.writeFieldName(columns.get(column));
      write(json, row.get(column));
    }
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value == Table.NONE) {
      json.writeNull();
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString(value.toString());
    }
  }
}
