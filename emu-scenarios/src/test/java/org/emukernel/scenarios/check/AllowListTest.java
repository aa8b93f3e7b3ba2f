package org.emukernel.scenarios.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.emukernel.entry.check.CheckResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list that comes with the program, on small objects. */
class AllowListTest {

  @TempDir Path directory;

  /** {@code context_tracking_key} in noinstr text, and the function that updates it. */
  private CheckResult check(String section) throws Exception {
    String source =
        """
            .section .noinstr.text, "ax"
            .type quiet, @function
        quiet:
        1:  .byte 0x66, 0x90
            ret
        2:  ret
            .pushsection __jump_table, "aw"
            .long 1b - ., 2b - .
            .quad context_tracking_key - .
            .popsection
            .section %s, "ax"
            .globl ct_cpu_track_user
            .type ct_cpu_track_user, @function
        ct_cpu_track_user:
            ret
            .data
            .balign 8
            .globl context_tracking_key
        context_tracking_key:
            .quad 0, 0
        """
            .formatted(section);
    return Images.check(Images.assemble(directory, "object", source));
  }

  private static List<AllowList.Allowed> allowed(CheckResult result) throws Exception {
    AllowList list = AllowList.builtIn();
    return result.findings().stream()
        .flatMap(finding -> list.allows(finding, result.image()).stream())
        .toList();
  }

  @Test
  void builtIn_keyThatOnlyInitCodeUpdates_passesWithItsReason() throws Exception {
    List<AllowList.Allowed> allowed = allowed(check(".init.text"));

    assertThat(allowed).hasSize(1);
    assertThat(allowed.get(0).reason()).startsWith("ct_cpu_track_user() alone updates it");
    assertThat(allowed.get(0).place()).contains("allow.conf");
  }

  @Test
  void builtIn_keyWhoseUpdaterStays_isFound() throws Exception {
    CheckResult result = check(".text");

    assertThat(result.findings()).hasSize(1);
    assertThat(allowed(result)).isEmpty();
  }
}
