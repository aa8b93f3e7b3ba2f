package org.emukernel.entry.defer;

import java.util.List;
import java.util.Set;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Requirement;

/**
 * The setting of strategies that signal in the CR3 switch macros, where the kernel is run without
 * PTI: the macros are jumped over then (X86_FEATURE_PTI), {@code kernel_cr3_loaded} stays as at
 * boot, and no flush waits. Such a run shows what the rest of the strategy costs.
 */
final class WithoutPti {

  private static final String KEY = "without-pti";
  private static final String IDLE = "idle";

  static final Setting SETTING =
      Setting.choice(
          KEY,
          List.of("refused", IDLE),
          "a machine without PTI: refused, or run with CR3 macros that do nothing");

  private WithoutPti() {}

  /** {@return what is needed of the machine for the CR3 switch macros to be there} */
  static Set<Requirement> requires(Settings settings) {
    return settings.text(KEY).equals(IDLE) ? Set.of() : Set.of(Requirement.PTI);
  }
}
