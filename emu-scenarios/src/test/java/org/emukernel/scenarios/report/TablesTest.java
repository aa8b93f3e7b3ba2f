package org.emukernel.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TablesTest {

  private final ObjectMapper json = new ObjectMapper();

  private static Table table(List<Table> tables, String name) {
    return tables.stream().filter(table -> table.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Table> run() {
    return RunTables.of(Reports.run(List.of(Reports.STALE), Optional.empty()));
  }

  private List<JsonNode> lines(Table table) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : TableForm.JSONL.text(table).split("\n")) {
      rows.add(json.readTree(line));
    }
    return rows;
  }

  @Test
  void csv_specialCharacters_areQuotedAndLinesEndAsRfc4180Says() {
    Table table = new Table("t", "a", "b_c");
    table.row("x,\"y\"", 7L);
    table.row("two\nlines", new BigDecimal("0.00001"));
    table.row(Table.NONE, true);

    assertThat(TableForm.CSV.text(table))
        .isEqualTo("a,b_c\r\n\"x,\"\"y\"\"\",7\r\n\"two\nlines\",0.00001\r\n,true\r\n");
  }

  @Test
  void jsonl_values_keepTheirTypes() {
    Table table = new Table("t", "a", "b", "c", "d");
    table.row("x\ny", 7, new BigDecimal("20.300"), Table.NONE);
    table.row("", 1L << 62, false, "\u2028");

    assertThat(TableForm.JSONL.text(table))
        .isEqualTo(
            "{\"a\":\"x\\ny\",\"b\":7,\"c\":20.300,\"d\":null}\n"
                + "{\"a\":\"\",\"b\":4611686018427387904,\"c\":false,\"d\":\"\u2028\"}\n");
  }

  @Test
  void row_otherNumberOfValues_isRefused() {
    Table table = new Table("t", "a", "b");

    assertThatThrownBy(() -> table.row(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 values in a table of 2 columns");
  }

  @Test
  void run_results_areTheNumbersOfTheJson() throws IOException {
    JsonNode object =
        json.readTree(RunJson.of(Reports.run(List.of(Reports.STALE), Optional.empty())));

    List<JsonNode> rows = lines(table(run(), "results"));

    assertThat(rows).hasSize(2);
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = rows.get(i);
      JsonNode result = object.get("results").get(i);
      for (String key :
          List.of(
              "strategy",
              "ipis_to_isolated_user",
              "mean_interval_seconds",
              "deferred",
              "caught_up",
              "kernel_entries",
              "guest_instructions",
              "events")) {
        assertThat(row.get(key)).as(key).isEqualTo(result.get(key));
      }
      for (String key : List.of("min", "mean", "max")) {
        assertThat(row.get("per_isolated_cpu_" + key))
            .isEqualTo(result.get("per_isolated_cpu").get(key));
      }
      assertThat(row.get("violations").asInt()).isEqualTo(result.get("violations").size());
    }
  }

  @Test
  void run_otherTables_haveARowForEachThing() throws IOException {
    List<Table> tables = run();

    assertThat(lines(table(tables, "per-cpu"))).hasSize(6);
    assertThat(lines(table(tables, "by-cause")).get(0).get("ipis").asInt()).isEqualTo(58);
    JsonNode violation = lines(table(tables, "violations")).get(0);
    assertThat(violation.get("monitor").asText()).isEqualTo("stale-translation");
    assertThat(violation.get("history").asText())
        .isEqualTo("CPU 0 flushed the page\nCPU 2 deferred");
    assertThat(table(tables, "means").rows()).isEmpty();
    assertThat(TableForm.JSONL.text(table(tables, "means"))).isEmpty();
    assertThat(TableForm.CSV.text(table(tables, "means"))).hasLineCount(1);
  }

  @Test
  void run_csvReadBack_hasTheValues() throws IOException {
    for (Table table : run()) {
      List<CsvRecord> records = new ArrayList<>();
      try (CsvReader<CsvRecord> reader =
          CsvReader.builder().ofCsvRecord(TableForm.CSV.text(table))) {
        reader.forEach(records::add);
      }
      assertThat(records.get(0).getFields()).isEqualTo(table.columns());
      assertThat(records).hasSize(1 + table.rows().size());
      for (int i = 0; i < table.rows().size(); i++) {
        List<String> expected = new ArrayList<>();
        for (Object value : table.rows().get(i)) {
          expected.add(
              value instanceof BigDecimal number ? number.toPlainString() : value.toString());
        }
        assertThat(records.get(i + 1).getFields()).as(table.name()).isEqualTo(expected);
      }
    }
  }

  @Test
  void verdicts_table_hasARowForEachSearch() throws IOException {
    VerdictsTable.Row row =
        new VerdictsTable.Row(
            "p", "v8", "s", List.of("a=1", "b=2"), "violated", "m", OptionalLong.of(7), "why");

    assertThat(TableForm.JSONL.text(VerdictsTable.table(List.of(row))))
        .isEqualTo(
            "{\"pack\":\"p\",\"version\":\"v8\",\"strategy\":\"s\",\"switches\":\"a=1 b=2\","
                + "\"verdict\":\"violated\",\"monitor\":\"m\",\"states\":7,\"reason\":\"why\"}\n");
  }

  @Test
  void replay_tables_haveTheReportsNumbers() throws IOException {
    List<Table> tables = ReplayTables.of(Reports.replay());

    assertThat(lines(table(tables, "strategies")))
        .extracting(row -> row.get("strategy").asText() + " " + row.get("ipis"))
        .containsExactly("immediate 585", "cr3-signal 9");
    assertThat(lines(table(tables, "deferrable")).get(1).get("deferrable").asInt()).isEqualTo(540);
    assertThat(lines(table(tables, "functions"))).hasSize(3);
    assertThat(lines(table(tables, "causes"))).hasSize(1);
  }
}
