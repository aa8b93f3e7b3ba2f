package org.emukernel.scenarios.check;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.entry.check.Finding;
import org.emukernel.entry.check.TextArea;

/**
 * Findings to let pass: {@code allow = [ { kind = "non-ro static key", at = f, subject = k, init =
 * [g], reason = "..." } ]}. {@code at} is a function, {@code subject} a key or callee; what is left
 * out fits everything, but one of them must be there, and the reason. With {@code init} an entry
 * fits images only that have these functions in {@code .init.text}.
 */
final class AllowList {

  private static final Set<String> KEYS = Set.of("kind", "at", "subject", "init", "reason");
  private static final int MOST_BYTES = 1 << 20;
  private static final String BUILT_IN = "check/allow.conf";

  private final List<Entry> entries;
  private final Set<Entry> used = new HashSet<>();

  /**
   * One entry.
   *
   * @param place file and line
   */
  private record Entry(
      String place, String kind, String at, String subject, List<String> init, String reason) {

    boolean fits(Finding finding, BinaryImage image) {
      return init.stream().allMatch(function -> isInit(image, function))
          && (kind.isEmpty() || kind.equals(finding.kind().text()))
          && (at.isEmpty() || at.equals(finding.function()))
          && (subject.isEmpty() || subject.equals(finding.subject()));
    }
  }

  /**
   * A finding that passed.
   *
   * @param place of the entry that fits it, file and line
   */
  record Allowed(Finding finding, String reason, String place) {}

  private AllowList(List<Entry> entries) {
    this.entries = entries;
  }

  static AllowList empty() {
    return new AllowList(List.of());
  }

  /** {@return the list of Linux's known cases that comes with this program} */
  static AllowList builtIn() throws BadImageException {
    return parse(
        ConfigFactory.parseResources(AllowList.class.getClassLoader(), BUILT_IN).resolve());
  }

  static AllowList read(Path file) throws IOException, BadImageException {
    if (Files.size(file) > MOST_BYTES) {
      throw new BadImageException(file + ": found more than 1 MiB, expected an allow-list");
    }
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setOriginDescription(file.toString());
    try {
      return parse(
          ConfigFactory.parseReader(new StringReader(Files.readString(file)), options).resolve());
    } catch (ConfigException e) {
      throw new BadImageException(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    }
  }

  private static AllowList parse(Config config) throws BadImageException {
    List<Entry> entries = new ArrayList<>();
    for (Config row : config.getConfigList("allow")) {
      entries.add(entry(row));
    }
    return new AllowList(entries);
  }

  private static boolean isInit(BinaryImage image, String function) {
    OptionalLong address = image.symbols().address(function);
    return address.isPresent()
        && image
            .sectionAt(address.getAsLong())
            .filter(section -> section.name().startsWith(TextArea.INIT.section()))
            .isPresent();
  }

  private static Entry entry(Config row) throws BadImageException {
    String place = row.origin().description();
    for (String key : row.root().keySet()) {
      if (!KEYS.contains(key)) {
        throw new BadImageException(
            place + ": found \"" + key + "\", expected one of kind, at, subject, init, reason");
      }
    }
    Entry entry =
        new Entry(
            place,
            text(row, "kind"),
            text(row, "at"),
            text(row, "subject"),
            row.hasPath("init") ? row.getStringList("init") : List.of(),
            text(row, "reason"));
    if (entry.reason().isBlank()) {
      throw new BadImageException(place + ": found no reason, expected one");
    }
    List<String> kinds = Stream.of(Finding.Kind.values()).map(Finding.Kind::text).toList();
    if (!entry.kind().isEmpty() && !kinds.contains(entry.kind())) {
      throw new BadImageException(
          "%s: found kind \"%s\", expected one of %s"
              .formatted(place, entry.kind(), String.join(", ", kinds)));
    }
    if (entry.kind().isEmpty() && entry.at().isEmpty() && entry.subject().isEmpty()) {
      throw new BadImageException(place + ": found neither kind, at nor subject, expected one");
    }
    return entry;
  }

  private static String text(Config row, String key) {
    return row.hasPath(key) ? row.getString(key) : "";
  }

  /** {@return the finding with the reason why it may pass, if it may; the entries count as used} */
  Optional<Allowed> allows(Finding finding, BinaryImage image) {
    Optional<Allowed> allowed = Optional.empty();
    for (Entry entry : entries) {
      if (entry.fits(finding, image)) {
        used.add(entry);
        allowed =
            allowed.or(() -> Optional.of(new Allowed(finding, entry.reason(), entry.place())));
      }
    }
    return allowed;
  }

  /** {@return a line for each entry that no finding fitted} */
  List<String> unused() {
    return entries.stream()
        .filter(entry -> !used.contains(entry))
        .map(entry -> entry.place() + ": no finding fits this entry (" + entry.reason() + ")")
        .toList();
  }
}
