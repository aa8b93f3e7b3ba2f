package org.emukernel.scenarios.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Named;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.WorkloadProvider;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.report.JsonText;
import org.emukernel.scenarios.report.Table;
import org.emukernel.scenarios.report.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code emu list}: what a scenario can name. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = "Lists what a scenario can name.")
final class ListCommand implements Callable<Integer> {

  /** What can be listed. */
  enum Kind {
    STRATEGIES,
    ARCHITECTURES,
    PACKS,
    WORKLOADS,
    FAULTS;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    Collection<? extends Named> members(Catalogue catalogue) {
      return switch (this) {
        case STRATEGIES -> catalogue.strategies().members();
        case ARCHITECTURES -> catalogue.architectures().members();
        case PACKS -> catalogue.packs().members();
        case WORKLOADS -> catalogue.workloads().members();
        case FAULTS -> catalogue.faults().members();
      };
    }

    static List<String> keys() {
      return Stream.of(values()).map(Kind::key).toList();
    }
  }

  /** Reads a kind in lower case. */
  static final class KindConverter implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String text) {
      return Stream.of(Kind.values())
          .filter(kind -> kind.key().equals(text))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException(Expected.oneOf(text, Kind.keys())));
    }
  }

  /** Offers the kinds to the shell. */
  static final class KindCandidates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Kind.keys().iterator();
    }
  }

  private final Services services;
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "KIND",
      converter = KindConverter.class,
      completionCandidates = KindCandidates.class,
      description = "One of ${COMPLETION-CANDIDATES}; everything if it is left out.")
  private @Nullable Kind kind;

  @Mixin private TableOptions tables = new TableOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ListCommand(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  @Override
  public Integer call() throws BadInputException {
    Catalogue catalogue = services.catalogue();
    tables.requireWritable();
    List<Kind> kinds = kind == null ? List.of(Kind.values()) : List.of(kind);
    console.result(json ? json(kinds, catalogue) : text(kinds, catalogue));
    tables.write(() -> tables(kinds, catalogue));
    return ExitStatus.FINE.code();
  }

  private static List<Table> tables(List<Kind> kinds, Catalogue catalogue) {
    Table members = new Table("members", "kind", "name", "description", "caught_by");
    Table settings =
        new Table("settings", "kind", "name", "key", "default", "expected", "description");
    for (Kind kind : kinds) {
      for (Named member : kind.members(catalogue)) {
        Object caughtBy =
            member instanceof PlantedFaultProvider fault ? fault.caughtBy() : Table.NONE;
        members.row(kind.key(), member.name(), member.description(), caughtBy);
        for (Setting setting : settings(member)) {
          settings.row(
              kind.key(),
              member.name(),
              setting.key(),
              setting.defaultValue(),
              setting.expected(),
              setting.description());
        }
      }
    }
    return List.of(members, settings);
  }

  private static String text(List<Kind> kinds, Catalogue catalogue) {
    List<String> tables = new ArrayList<>();
    for (Kind kind : kinds) {
      TextTable table = new TextTable(TextTable.Alignment.LEFT, kind.key(), "");
      for (Named member : kind.members(catalogue)) {
        table.row("  " + member.name(), explained(member));
        settings(member).forEach(s -> table.row(settingName(s), s.description()));
      }
      tables.add(table.render());
    }
    return String.join("\n", tables);
  }

  private static String explained(Named member) {
    return member instanceof PlantedFaultProvider fault
        ? fault.description() + "; caught by " + fault.caughtBy()
        : member.description();
  }

  private static List<Setting> settings(Named member) {
    if (member instanceof WorkloadProvider workload) {
      return workload.settings();
    }
    return member instanceof DeferralStrategyProvider strategy ? strategy.settings() : List.of();
  }

  private static String settingName(Setting setting) {
    String values =
        setting.choices().isEmpty()
            ? setting.defaultValue()
            : String.join(" | ", setting.choices());
    return "    " + setting.key() + " = " + values;
  }

  private static String json(List<Kind> kinds, Catalogue catalogue) {
    return JsonText.object(
        out -> {
          for (Kind kind : kinds) {
            out.writeArrayFieldStart(kind.key());
            for (Named member : kind.members(catalogue)) {
              write(out, member);
            }
            out.writeEndArray();
          }
        });
  }

  private static void write(JsonGenerator out, Named member) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", member.name());
    out.writeStringField("description", member.description());
    if (member instanceof PlantedFaultProvider fault) {
      out.writeStringField("caught_by", fault.caughtBy());
    }
    if (member instanceof WorkloadProvider || member instanceof DeferralStrategyProvider) {
      out.writeArrayFieldStart("settings");
      for (Setting setting : settings(member)) {
        out.writeStartObject();
        out.writeStringField("key", setting.key());
        out.writeStringField("default", setting.defaultValue());
        out.writeStringField("expected", setting.expected());
        out.writeStringField("description", setting.description());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }
}
