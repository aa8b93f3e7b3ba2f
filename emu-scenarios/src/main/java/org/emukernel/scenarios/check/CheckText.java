package org.emukernel.scenarios.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.entry.check.CallOut;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.EntryPath;
import org.emukernel.entry.check.Finding;
import org.emukernel.entry.check.KeyedSite;
import org.emukernel.entry.check.KeyedSite.Region;
import org.emukernel.entry.check.KeyedSites;
import org.emukernel.entry.check.NotFollowed;
import org.emukernel.entry.check.SiteCounts;
import org.emukernel.entry.check.StrategyRule;
import org.emukernel.entry.check.TextArea;
import org.emukernel.entry.check.TextScan;
import org.emukernel.scenarios.report.TextTable;

/** What was found, for people. */
final class CheckText {

  private static final int MOST_LINES = 40;

  private final CheckReport report;
  private final CheckResult result;
  private final BinaryImage image;
  private final StringBuilder out = new StringBuilder();

  private CheckText(CheckReport report) {
    this.report = report;
    this.result = report.result();
    this.image = result.image();
  }

  /** {@return the tables} */
  static String of(CheckReport report) {
    CheckText text = new CheckText(report);
    text.headline();
    text.entries();
    text.sites();
    text.keyed("jump labels", text.result.jumpLabels());
    text.keyed("static calls", text.result.staticCalls());
    text.scanned();
    text.findings();
    text.allowed();
    return text.out.toString();
  }

  /** {@return the instructions of every entry path, to the MOV to CR3} */
  static String listing(CheckReport report) {
    StringBuilder out = new StringBuilder();
    BinaryImage image = report.result().image();
    for (EntryPath path : report.result().entries()) {
      PathSummary summary = PathSummary.of(path, report.result().alternativeSites());
      out.append("\n%s from %s:\n".formatted(path.way().symbol(), summary.from()));
      summary
          .zone()
          .forEach(
              step ->
                  out.append(
                      "  %-44s %s\n".formatted(image.symbolize(step.address()), step.text())));
      path.end().ifPresent(end -> out.append("  (").append(end.text()).append(")\n"));
    }
    return out.toString();
  }

  private void headline() {
    out.append(
        "%s: %s, %d symbols (%s)\n"
            .formatted(
                report.file(),
                lower(image.kind()),
                image.symbols().size(),
                report.loaded().symbolSource()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void entries() {
    if (result.entries().isEmpty()) {
      return;
    }
    out.append("\nUp to and including the MOV to the kernel's CR3:\n");
    TextTable table =
        new TextTable(
            TextTable.Alignment.RIGHT,
            "entry",
            "from",
            "instructions",
            "bytes",
            "nops",
            "stack",
            "gs",
            "other",
            "alternatives",
            "to kernel context",
            "MOV to CR3");
    List<String> ends = new ArrayList<>();
    for (EntryPath path : result.entries()) {
      PathSummary summary = PathSummary.of(path, result.alternativeSites());
      row(table, summary);
      path.end().ifPresent(end -> ends.add(path.way().symbol() + ": " + end.text()));
    }
    out.append(table.render());
    if (!ends.isEmpty()) {
      out.append("\nNot run to the kernel's context:\n");
      lines(ends);
    }
  }

  private void row(TextTable table, PathSummary path) {
    String none = "-";
    boolean zone = path.hasZone();
    table.row(
        path.path().way().symbol(),
        path.from(),
        zone ? String.valueOf(path.instructions()) : none,
        zone ? String.valueOf(path.bytes()) : none,
        zone ? String.valueOf(path.nops()) : none,
        zone ? String.valueOf(path.stackAccesses()) : none,
        zone ? String.valueOf(path.gsAccesses()) : none,
        zone ? String.valueOf(path.otherAccesses()) : none,
        zone ? String.valueOf(path.alternatives()) : none,
        path.toContext().isPresent() ? String.valueOf(path.toContext().getAsInt()) : none,
        path.cr3Write().map(step -> image.symbolize(step.address())).orElse(none));
  }

  private void sites() {
    out.append("\nPatch sites:\n");
    List<String> headline = new ArrayList<>(List.of("", "total"));
    for (TextArea area : TextArea.values()) {
      headline.add(area.section());
    }
    TextTable table = new TextTable(TextTable.Alignment.RIGHT, headline.toArray(String[]::new));
    row(table, "jump labels", result.jumpLabels().counts());
    row(table, "static calls", result.staticCalls().counts());
    row(table, "alternatives", result.alternatives());
    row(table, "paravirt", result.paravirt());
    row(table, "retpolines", result.retpolines());
    row(table, "returns", result.returns());
    row(table, "ftrace", result.mcount());
    out.append(table.render());
  }

  private static void row(TextTable table, String name, SiteCounts counts) {
    List<String> cells = new ArrayList<>(List.of(name, String.valueOf(counts.total())));
    Map<TextArea, Long> byArea = counts.byArea();
    for (TextArea area : TextArea.values()) {
      cells.add(String.valueOf(byArea.getOrDefault(area, 0L)));
    }
    table.row(cells.toArray(String[]::new));
  }

  private void keyed(String name, KeyedSites sites) {
    out.append(
        "\n%d keys of %s, %d of them __ro_after_init; in noinstr text:\n"
            .formatted(sites.keys(), name, sites.roAfterInitKeys()));
    lines(sites.noinstr().stream().map(this::line).toList());
  }

  private String line(KeyedSite site) {
    return "%s in %s, %s, to %s, key %s (%s)%s"
        .formatted(
            image.symbolize(site.address()),
            site.area().section(),
            site.bytes(),
            site.target() == 0 ? "-" : image.symbolize(site.target()),
            image.symbolize(site.key()),
            lower(site.permission()),
            site.region() == Region.INSIDE ? ", where instrumentation is allowed" : "");
  }

  private void lines(List<String> lines) {
    if (lines.isEmpty()) {
      out.append("  none\n");
    }
    lines.stream().limit(MOST_LINES).forEach(line -> out.append("  ").append(line).append('\n'));
    if (lines.size() > MOST_LINES) {
      out.append("  and %d more (--json has all)\n".formatted(lines.size() - MOST_LINES));
    }
  }

  private void scanned() {
    TextScan text = result.text();
    out.append(
        "\n%d instructions in %d functions, %d switch statements' tables; %d functions never return.\n"
            .formatted(
                text.instructions(),
                text.functions(),
                text.jumpTables(),
                text.neverReturning().size()));
    out.append("Places from which a function could not be followed:\n");
    lines(text.notFollowed().stream().map(this::line).toList());
    List<CallOut> unresolved =
        result.text().callOuts().stream()
            .filter(call -> call.kind() == CallOut.Kind.UNRESOLVED)
            .toList();
    out.append("\nCalls from noinstr text whose callee is not known:\n");
    lines(unresolved.stream().map(this::line).toList());
    List<CallOut> unproven =
        result.text().callOuts().stream()
            .filter(call -> call.kind() != CallOut.Kind.UNRESOLVED)
            .filter(call -> call.region() == Region.UNKNOWN)
            .toList();
    out.append("\nCalls out of noinstr text, perhaps where instrumentation is allowed:\n");
    lines(unproven.stream().map(this::line).toList());
  }

  private String line(NotFollowed place) {
    return image.symbolize(place.address()) + ": " + place.why();
  }

  private String line(CallOut call) {
    return image.symbolize(call.address()) + " calls " + call.callee();
  }

  private void findings() {
    for (StrategyRule rule : StrategyRule.values()) {
      if (report.strategy().map(rule.strategy()::equals).orElse(true)) {
        out.append(
            "\n%s: rules hold up to %s%s"
                .formatted(
                    rule.strategy(),
                    rule.until().text(),
                    rule.defersText() ? "" : "; defers no text patching"));
      }
    }
    out.append("\n\n%d findings\n".formatted(report.findings().size()));
    for (Finding finding : report.findings()) {
      List<String> names = finding.strategies().stream().map(StrategyRule::strategy).toList();
      out.append(
          "  %s: %s: %s\n    matters for %s: %s; %s\n"
              .formatted(
                  finding.title(),
                  finding.at(),
                  finding.subject(),
                  names.isEmpty() ? "every kernel" : String.join(", ", names),
                  finding.why(),
                  finding.fix()));
    }
  }

  /* Sites of one key are told together. */
  private void allowed() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (AllowList.Allowed allowed : report.allowed()) {
      Finding finding = allowed.finding();
      String line = finding.title() + ": " + finding.subject() + ": " + allowed.reason();
      counts.merge(line, 1, Integer::sum);
    }
    if (!counts.isEmpty()) {
      out.append("\n%d more let pass by allow-lists:\n".formatted(report.allowed().size()));
      counts.forEach((line, count) -> out.append("  %d %s\n".formatted(count, line)));
    }
  }
}
