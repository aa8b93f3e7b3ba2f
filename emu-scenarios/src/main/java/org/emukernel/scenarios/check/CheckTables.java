package org.emukernel.scenarios.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.EntryPath;
import org.emukernel.entry.check.Finding;
import org.emukernel.entry.check.KeyedSite;
import org.emukernel.entry.check.KeyedSites;
import org.emukernel.entry.check.SiteCounts;
import org.emukernel.entry.check.StrategyRule;
import org.emukernel.scenarios.report.Table;

/** What was found as tables, for programs. */
final class CheckTables {

  private final CheckReport report;
  private final CheckResult result;
  private final BinaryImage image;

  private CheckTables(CheckReport report) {
    this.report = report;
    this.result = report.result();
    this.image = result.image();
  }

  /** {@return the tables; always the same ones, also where they have no row} */
  static List<Table> of(CheckReport report) {
    CheckTables tables = new CheckTables(report);
    return List.of(tables.entries(), tables.sites(), tables.keyedSites(), tables.findings());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private Table entries() {
    Table table =
        new Table(
            "entries",
            "image",
            "entry",
            "from",
            "instructions",
            "bytes",
            "nops",
            "stack_accesses",
            "gs_accesses",
            "other_accesses",
            "alternatives",
            "cr3_write",
            "to_kernel_context");
    for (EntryPath each : result.entries()) {
      PathSummary path = PathSummary.of(each, result.alternativeSites());
      List<Object> row = new ArrayList<>();
      row.addAll(List.of(report.file(), each.way().symbol(), path.from()));
      row.addAll(path.hasZone() ? zone(path) : none(7));
      row.add(
          path.cr3Write().map(step -> (Object) image.symbolize(step.address())).orElse(Table.NONE));
      row.add(path.toContext().isPresent() ? path.toContext().getAsInt() : Table.NONE);
      table.row(row.toArray());
    }
    return table;
  }

  private static List<Object> zone(PathSummary path) {
    return List.of(
        path.instructions(),
        path.bytes(),
        path.nops(),
        path.stackAccesses(),
        path.gsAccesses(),
        path.otherAccesses(),
        path.alternatives());
  }

  private static List<Object> none(int many) {
    return Collections.nCopies(many, Table.NONE);
  }

  private Table sites() {
    Table table = new Table("sites", "image", "kind", "section", "sites");
    addCounts(table, "jump_labels", result.jumpLabels().counts());
    addCounts(table, "static_calls", result.staticCalls().counts());
    addCounts(table, "alternatives", result.alternatives());
    addCounts(table, "paravirt", result.paravirt());
    addCounts(table, "retpolines", result.retpolines());
    addCounts(table, "returns", result.returns());
    addCounts(table, "mcount", result.mcount());
    return table;
  }

  private void addCounts(Table table, String kind, SiteCounts counts) {
    counts.byArea().forEach((area, n) -> table.row(report.file(), kind, area.section(), n));
  }

  private Table keyedSites() {
    Table table =
        new Table(
            "keyed-sites",
            "image",
            "kind",
            "at",
            "section",
            "bytes",
            "target",
            "key",
            "key_permission",
            "instrumentation");
    addSites(table, "jump_label", result.jumpLabels());
    addSites(table, "static_call", result.staticCalls());
    return table;
  }

  private void addSites(Table table, String kind, KeyedSites sites) {
    for (KeyedSite site : sites.noinstr()) {
      table.row(
          report.file(),
          kind,
          image.symbolize(site.address()),
          site.area().section(),
          site.bytes(),
          site.target() == 0 ? Table.NONE : image.symbolize(site.target()),
          image.symbolize(site.key()),
          lower(site.permission()),
          lower(site.region()));
    }
  }

  private Table findings() {
    Table table =
        new Table(
            "findings", "image", "kind", "at", "section", "subject", "why", "fix", "strategies");
    for (Finding finding : report.findings()) {
      List<String> names = finding.strategies().stream().map(StrategyRule::strategy).toList();
      table.row(
          report.file(),
          finding.title(),
          finding.at(),
          finding.where().section(),
          finding.subject(),
          finding.why(),
          finding.fix(),
          String.join(" ", names));
    }
    return table;
  }
}
