package org.emukernel.scenarios.check;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.entry.check.CallOut;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.EntryPath;
import org.emukernel.entry.check.Finding;
import org.emukernel.entry.check.KeyedSite;
import org.emukernel.entry.check.KeyedSites;
import org.emukernel.entry.check.NotFollowed;
import org.emukernel.entry.check.SiteCounts;
import org.emukernel.entry.check.StrategyRule;
import org.emukernel.entry.check.TextArea;
import org.emukernel.entry.check.TextScan;
import org.emukernel.scenarios.report.JsonText;
import org.emukernel.x86.asm.X86Feature;

/** What was found as one JSON object: the same image gives the same bytes. */
final class CheckJson {

  private final CheckReport report;
  private final BinaryImage image;
  private final JsonGenerator json;

  private CheckJson(CheckReport report, JsonGenerator json) {
    this.report = report;
    this.image = report.result().image();
    this.json = json;
  }

  /** {@return the object, ended by a line feed} */
  static String of(CheckReport report) {
    return JsonText.object(json -> new CheckJson(report, json).write());
  }

  private void write() throws IOException {
    CheckResult result = report.result();
    json.writeStringField("image", report.file());
    json.writeStringField("kind", lower(image.kind()));
    json.writeStringField("symbols_from", report.loaded().symbolSource());
    json.writeNumberField("symbols", image.symbols().size());
    json.writeArrayFieldStart("features");
    for (X86Feature feature : X86Feature.values()) {
      if (result.features().contains(feature)) {
        json.writeString(lower(feature));
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("entries");
    for (EntryPath path : result.entries()) {
      write(PathSummary.of(path, result.alternativeSites()));
    }
    json.writeEndArray();
    write("jump_labels", result.jumpLabels());
    write("static_calls", result.staticCalls());
    write("alternatives", result.alternatives());
    write("paravirt", result.paravirt());
    write("retpolines", result.retpolines());
    write("returns", result.returns());
    write("mcount", result.mcount());
    write(result.text());
    writeStrategies();
    json.writeArrayFieldStart("findings");
    for (Finding finding : report.findings()) {
      json.writeStartObject();
      write(finding);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("allowed");
    for (AllowList.Allowed allowed : report.allowed()) {
      json.writeStartObject();
      write(allowed.finding());
      json.writeStringField("reason", allowed.reason());
      json.writeStringField("by", allowed.place());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private void write(PathSummary path) throws IOException {
    json.writeStartObject();
    json.writeStringField("entry", path.path().way().symbol());
    json.writeStringField("from", path.from());
    if (path.hasZone()) {
      json.writeNumberField("instructions", path.instructions());
      json.writeNumberField("bytes", path.bytes());
      json.writeNumberField("nops", path.nops());
      json.writeNumberField("stack_accesses", path.stackAccesses());
      json.writeNumberField("gs_accesses", path.gsAccesses());
      json.writeNumberField("other_accesses", path.otherAccesses());
      json.writeNumberField("alternatives", path.alternatives());
    }
    Optional<String> write = path.cr3Write().map(step -> image.symbolize(step.address()));
    json.writeStringField("cr3_write", write.orElse(null));
    if (path.toContext().isPresent()) {
      json.writeNumberField("to_kernel_context", path.toContext().getAsInt());
    } else {
      json.writeNullField("to_kernel_context");
    }
    if (path.path().end().isPresent()) {
      json.writeStringField("end", path.path().end().get().text());
    }
    json.writeEndObject();
  }

  private void write(String key, SiteCounts counts) throws IOException {
    json.writeObjectFieldStart(key);
    writeCounts(counts);
    json.writeEndObject();
  }

  private void writeCounts(SiteCounts counts) throws IOException {
    json.writeNumberField("total", counts.total());
    json.writeObjectFieldStart("by_section");
    for (Map.Entry<TextArea, Long> entry : counts.byArea().entrySet()) {
      json.writeNumberField(entry.getKey().section(), entry.getValue());
    }
    json.writeEndObject();
  }

  private void write(String key, KeyedSites sites) throws IOException {
    json.writeObjectFieldStart(key);
    writeCounts(sites.counts());
    json.writeNumberField("keys", sites.keys());
    json.writeNumberField("ro_after_init_keys", sites.roAfterInitKeys());
    json.writeArrayFieldStart("sites");
    for (KeyedSite site : sites.noinstr()) {
      write(site);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(KeyedSite site) throws IOException {
    json.writeStartObject();
    json.writeStringField("at", image.symbolize(site.address()));
    json.writeStringField("section", site.area().section());
    json.writeStringField("bytes", site.bytes());
    json.writeStringField("target", site.target() == 0 ? null : image.symbolize(site.target()));
    json.writeStringField("key", image.symbolize(site.key()));
    json.writeStringField("key_permission", lower(site.permission()));
    json.writeStringField("instrumentation", lower(site.region()));
    json.writeEndObject();
  }

  private void write(TextScan text) throws IOException {
    json.writeObjectFieldStart("text");
    json.writeNumberField("functions", text.functions());
    json.writeNumberField("instructions", text.instructions());
    json.writeNumberField("reached", text.reached());
    json.writeNumberField("jump_tables", text.jumpTables());
    json.writeArrayFieldStart("never_returning");
    for (long function : text.neverReturning()) {
      json.writeString(image.symbolize(function));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("not_followed");
    for (NotFollowed place : text.notFollowed()) {
      json.writeStartObject();
      json.writeStringField("at", image.symbolize(place.address()));
      json.writeStringField("why", place.why());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("calls_out_of_noinstr");
    for (CallOut call : text.callOuts()) {
      json.writeStartObject();
      json.writeStringField("at", image.symbolize(call.address()));
      json.writeStringField("section", call.area().section());
      json.writeStringField("kind", lower(call.kind()));
      json.writeStringField("callee", call.callee());
      json.writeStringField("instrumentation", lower(call.region()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeStrategies() throws IOException {
    json.writeArrayFieldStart("strategies");
    for (StrategyRule rule : StrategyRule.values()) {
      if (report.strategy().map(rule.strategy()::equals).orElse(true)) {
        json.writeStartObject();
        json.writeStringField("name", rule.strategy());
        json.writeStringField("until", rule.until().text());
        json.writeBooleanField("defers_text_patching", rule.defersText());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private void write(Finding finding) throws IOException {
    json.writeStringField("kind", finding.title());
    json.writeStringField("at", finding.at());
    json.writeStringField("section", finding.where().section());
    json.writeStringField("subject", finding.subject());
    json.writeStringField("why", finding.why());
    json.writeStringField("fix", finding.fix());
    json.writeArrayFieldStart("strategies");
    for (StrategyRule rule : finding.strategies()) {
      json.writeString(rule.strategy());
    }
    json.writeEndArray();
  }
}
