package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.emukernel.scenarios.config.VerifySettings.Calls;
import org.emukernel.scenarios.config.VerifySettings.Form;
import org.emukernel.scenarios.config.VerifySettings.KernelInterrupts;
import org.emukernel.scenarios.config.VerifySettings.Mapping;
import org.emukernel.scenarios.config.VerifySettings.Model;
import org.emukernel.scenarios.config.VerifySettings.Patching;
import org.emukernel.scenarios.config.VerifySettings.Place;
import org.emukernel.scenarios.config.VerifySettings.Probe;
import org.emukernel.scenarios.config.VerifySettings.Progress;
import org.emukernel.scenarios.config.VerifySettings.Require;
import org.emukernel.scenarios.config.VerifySettings.Target;
import org.emukernel.scenarios.config.VerifySettings.Touch;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** Reads {@code emu.verify}. */
final class VerifyReader {

  private static final int MAX_ISOLATED = 15;
  private static final int MAX_NMIS = 8;
  private static final int MAX_STORE_BUFFER = 64;
  private static final int NEAR = 2;
  private static final int FAR = 5;

  private static final List<String> KEYS =
      List.of(
          "model",
          "isolated-cpus",
          "nmis",
          "mces",
          "kernel-interrupts",
          "store-buffer",
          "body-touch",
          "early-touch",
          "late-touch",
          "nmi-touch",
          "user-touch",
          "global-mapping",
          "site",
          "site-bytes",
          "require",
          "target",
          "form",
          "probe",
          "progress",
          "calls",
          "ignore",
          "max-states");

  private VerifyReader() {}

  static VerifySettings read(Block verify) {
    verify.onlyKeys(KEYS);
    return new VerifySettings(
        choice(verify, "model", Model.values()),
        (int) verify.number("isolated-cpus", 1, MAX_ISOLATED),
        (int) verify.number("nmis", 0, MAX_NMIS),
        (int) verify.number("mces", 0, MAX_NMIS),
        verify.flag("kernel-interrupts") ? KernelInterrupts.YES : KernelInterrupts.NO,
        (int) verify.number("store-buffer", 0, MAX_STORE_BUFFER),
        touches(verify),
        verify.flag("global-mapping") ? Mapping.GLOBAL : Mapping.NOT_GLOBAL,
        choice(verify, "site", Place.values()),
        siteBytes(verify),
        choice(verify, "require", Require.values()),
        new Patching(
            choice(verify, "target", Target.values()),
            choice(verify, "form", Form.values()),
            choice(verify, "probe", Probe.values())),
        verify.flag("progress") ? Progress.REQUIRED : Progress.NOT_REQUIRED,
        choice(verify, "calls", Calls.values()),
        ignored(verify),
        verify.number("max-states", 1, Long.MAX_VALUE));
  }

  private static Set<Touch> touches(Block verify) {
    EnumSet<Touch> touches = EnumSet.noneOf(Touch.class);
    for (Touch touch : Touch.values()) {
      if (verify.flag(VerifySettings.text(touch) + "-touch")) {
        touches.add(touch);
      }
    }
    return touches;
  }

  private static Set<String> ignored(Block verify) {
    Set<String> names = new TreeSet<>();
    for (ConfigValue value : verify.list("ignore")) {
      String name = String.valueOf(value.unwrapped());
      if (!SafetyMonitors.names().contains(name)) {
        verify.problem(
            "ignore",
            Quoted.text(name),
            "monitors out of " + String.join(", ", SafetyMonitors.names()));
      }
      names.add(name);
    }
    return names;
  }

  private static int siteBytes(Block verify) {
    long bytes = verify.number("site-bytes", NEAR, FAR);
    if (bytes != NEAR && bytes != FAR) {
      verify.problem("site-bytes", String.valueOf(bytes), "2 or 5");
    }
    return (int) bytes;
  }

  private static <E extends Enum<E>> E choice(Block verify, String key, E[] values) {
    Optional<String> text = verify.text(key);
    for (E value : values) {
      if (text.filter(VerifySettings.text(value)::equals).isPresent()) {
        return value;
      }
    }
    if (text.isPresent()) {
      List<String> known = Stream.of(values).map(VerifySettings::text).toList();
      verify.problem(key, Quoted.text(text.get()), "one of " + String.join(", ", known));
    }
    return values[0];
  }
}
