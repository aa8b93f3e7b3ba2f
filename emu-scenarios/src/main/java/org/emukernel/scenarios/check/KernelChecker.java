package org.emukernel.scenarios.check;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.Finding;
import org.emukernel.entry.check.KernelCheck;
import org.emukernel.scenarios.cli.ImageChecker;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.x86.asm.X86Feature;

/** {@code emu check}: reads, checks, lets pass what is allowed, and words the result. */
public final class KernelChecker implements ImageChecker {

  private static final Set<X86Feature> USUAL =
      EnumSet.of(
          X86Feature.PTI,
          X86Feature.PCID,
          X86Feature.INVPCID,
          X86Feature.FSGSBASE,
          X86Feature.SMEP,
          X86Feature.SMAP,
          X86Feature.PGE);

  private final Catalogue catalogue;

  /** Makes one that knows the strategies. */
  @Inject
  public KernelChecker(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Outcome check(Request request) throws RefusedException, IOException {
    try {
      return checked(request);
    } catch (BadImageException e) {
      throw new RefusedException(String.valueOf(e.getMessage()), e);
    } catch (OutOfMemoryError e) {
      throw new RefusedException(
          "%s: found more than the JVM's heap of %d MiB holds, expected less, or a larger one (-Xmx)"
              .formatted(request.image(), Runtime.getRuntime().maxMemory() >> 20),
          e);
    }
  }

  private Outcome checked(Request request) throws BadImageException, IOException {
    Set<X86Feature> features = features(request.features());
    if (request.strategy().isPresent()) {
      requireStrategy(request.strategy().get());
    }
    AllowList own =
        request.allow().isPresent() ? AllowList.read(request.allow().get()) : AllowList.empty();
    AllowList known =
        request.known() == ImageChecker.Known.PASS ? AllowList.builtIn() : AllowList.empty();
    ImageLoader.Loaded loaded = new ImageLoader().load(request.image(), request.map());
    CheckResult result;
    try {
      result = KernelCheck.check(loaded.image(), features);
    } catch (BadImageException e) {
      throw new BadImageException(request.image() + ": " + e.getMessage());
    }
    List<Finding> findings = new ArrayList<>();
    List<AllowList.Allowed> allowed = new ArrayList<>();
    for (Finding finding : result.findings()) {
      if (request.strategy().map(finding::concerns).orElse(true)) {
        Optional<AllowList.Allowed> passed =
            own.allows(finding, loaded.image()).or(() -> known.allows(finding, loaded.image()));
        passed.ifPresentOrElse(allowed::add, () -> findings.add(finding));
      }
    }
    List<String> notes = new ArrayList<>(loaded.notes());
    notes.addAll(own.unused());
    CheckReport report =
        new CheckReport(
            request.image().toString(), loaded, result, findings, allowed, request.strategy());
    return new Outcome(form -> text(report, form), CheckTables.of(report), notes, findings.size());
  }

  private static String text(CheckReport report, Form form) {
    return switch (form) {
      case TEXT -> CheckText.of(report);
      case LISTING -> CheckText.of(report) + CheckText.listing(report);
      case JSON -> CheckJson.of(report);
    };
  }

  private static Set<X86Feature> features(List<String> names) throws BadImageException {
    if (names.isEmpty()) {
      return USUAL;
    }
    Set<X86Feature> features = EnumSet.noneOf(X86Feature.class);
    for (String name : names) {
      Optional<X86Feature> feature =
          Stream.of(X86Feature.values()).filter(f -> key(f).equals(name.strip())).findFirst();
      List<String> known = Stream.of(X86Feature.values()).map(KernelChecker::key).toList();
      features.add(feature.orElseThrow(() -> unknown("--features", name, known)));
    }
    return features;
  }

  private static String key(X86Feature feature) {
    return feature.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void requireStrategy(String name) throws BadImageException {
    List<String> known =
        catalogue.strategies().members().stream().map(member -> member.name()).toList();
    if (!known.contains(name)) {
      throw unknown("--strategy", name, known);
    }
  }

  private static BadImageException unknown(String where, String name, Collection<String> known) {
    return new BadImageException(
        "%s: found \"%s\", expected one of %s".formatted(where, name, String.join(", ", known)));
  }
}
