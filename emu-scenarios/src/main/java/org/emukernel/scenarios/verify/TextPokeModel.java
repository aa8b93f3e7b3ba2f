package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.config.VerifySettings.Place;
import org.emukernel.scenarios.config.VerifySettings.Require;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/**
 * {@code text-poke}: CPU 0 turns a static key on and off, for ever; the others enter the kernel and
 * execute its site. In the body the site is a function's, which is called; in entry code it is an
 * instruction of the system call's path after which all goes on with the next, on or off.
 */
final class TextPokeModel implements VerifyModel {

  /* Numbers that Linux leaves free. */
  private static final int TOGGLE = 394;
  private static final int EXECUTE = 395;
  private static final int FAR = 5;

  /* The key of a site in entry code has no other. */
  private static final String ENTRY_KEY = "static_key_emu_entry";

  private static final String KEY_OF_ENTRY_CODE =
      """
          .data
          .balign 16
          .globl %1$s
          .type %1$s, @object
      %1$s:
          .quad 0
          .quad 0
          .size %1$s, .-%1$s
          .section .entry.text, "ax"
      """
          .formatted(ENTRY_KEY);

  private static final String NEAR_SITE =
      """
          STATIC_BRANCH_FALSE_UNLIKELY .Lsite_\\@, static_key_emu_entry
      .Lsite_\\@:
      """;

  /* A jump back over more than rel8 reaches. */
  private static final String FAR_SITE =
      """
          jmp .Lsite_\\@
      .Lfar_\\@:
          jmp .Lnext_\\@
          .skip 128, 0xcc
      .Lsite_\\@:
          STATIC_BRANCH_FALSE_UNLIKELY .Lfar_\\@, static_key_emu_entry
      .Lnext_\\@:
      """;

  private final VerifySettings settings;
  private final boolean inBody;
  private final int key;

  TextPokeModel(VerifySettings settings) {
    this.settings = settings;
    this.inBody = settings.site() == Place.BODY || settings.site() == Place.NMI_BODY;
    this.key = settings.siteBytes() == FAR ? 0 : 1;
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new ToggleKey("__x64_sys_toggle", inBody ? "static_key_emu_" + key : ENTRY_KEY));
    routines.add(execute("__x64_sys_site", settings.site() == Place.BODY));
    if (settings.site() == Place.NMI_BODY) {
      routines.add(execute("default_do_nmi", true));
    }
    return new KernelPart(routines, List.of());
  }

  private Routine execute(String symbol, boolean executes) {
    return executes ? new Execute(symbol, "static_key_probe_" + key, 0, 1) : new Nothing(symbol);
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(TOGGLE, "__x64_sys_toggle", EXECUTE, "__x64_sys_site");
  }

  @Override
  public List<PlacedHooks.Code> entryCode() {
    return inBody
        ? List.of()
        : List.of(
            new PlacedHooks.Code(
                settings.site(),
                PlacedHooks.Copies.FIRST,
                KEY_OF_ENTRY_CODE + (settings.siteBytes() == FAR ? FAR_SITE : NEAR_SITE)));
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    return List.of(new SystemCall(cpu == 0 ? TOGGLE : EXECUTE, 0, 0, 0));
  }

  @Override
  public boolean patchesText() {
    return true;
  }

  @Override
  public Set<String> allowed() {
    return allowed(settings.require());
  }

  /** {@return the monitors that do not count} */
  static Set<String> allowed(Require require) {
    return require == Require.NOT_TORN ? Set.of(SafetyMonitors.STALE_INSTRUCTION) : Set.of();
  }
}
