package org.emukernel.x86.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.List;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.Likelihood;
import org.emukernel.x86.asm.StaticKeyDefault;
import org.junit.jupiter.api.Test;

class JumpEntryTest {
  @Test
  void jumpEntries_ofLinkedImage_nameSiteTargetKeyAndSize() {
    KernelImage image = TestKernel.image();
    long first = image.address("entry_SYSCALL_64_safe_stack") + 8;
    long key = image.address("my_key");
    long near = first + 2 + 5 + 2;

    assertThat(image.jumpEntries())
        .containsExactly(
            new JumpEntry(first, near, key, Likelihood.UNLIKELY, 2),
            new JumpEntry(first + 2, image.address("do_it"), key, Likelihood.UNLIKELY, 5),
            new JumpEntry(first + 7, near, image.address("other_key"), Likelihood.LIKELY, 2));
  }

  @Test
  void staticBranch_everyDefaultAndLikelihood_jumpsWhereLinuxDoes() {
    assertThat(site(StaticKeyDefault.FALSE, Likelihood.UNLIKELY)).isEqualTo("6690");
    assertThat(site(StaticKeyDefault.TRUE, Likelihood.LIKELY)).isEqualTo("6690");
    assertThat(site(StaticKeyDefault.TRUE, Likelihood.UNLIKELY)).isEqualTo("eb01");
    assertThat(site(StaticKeyDefault.FALSE, Likelihood.LIKELY)).isEqualTo("eb01");
  }

  @Test
  void staticBranch_farTarget_fiveByteNop() {
    KernelImage image = link(new Assembler("t").staticBranch("key", Likelihood.LIKELY, "out"), 200);

    assertThat(image.jumpEntries().get(0).size()).isEqualTo(5);
    assertThat(HexFormat.of().formatHex(image.section(".text").orElseThrow().bytes()))
        .startsWith("0f1f440000");
  }

  @Test
  void jumpsWhen_keyDiffersFromLikelihood_true() {
    JumpEntry likely = new JumpEntry(0, 0, 0, Likelihood.LIKELY, 5);
    JumpEntry unlikely = new JumpEntry(0, 0, 0, Likelihood.UNLIKELY, 5);

    assertThat(List.of(likely.jumpsWhen(true), likely.jumpsWhen(false)))
        .containsExactly(false, true);
    assertThat(List.of(unlikely.jumpsWhen(true), unlikely.jumpsWhen(false)))
        .containsExactly(true, false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JumpEntry(0, 0, 0, Likelihood.LIKELY, 3));
  }

  private static String site(StaticKeyDefault initial, Likelihood likelihood) {
    KernelImage image = link(new Assembler("t").staticBranch("key", initial, likelihood, "out"), 1);
    JumpEntry entry = image.jumpEntries().get(0);
    assertThat(entry.likelihood()).isEqualTo(likelihood);
    assertThat(entry.target()).isEqualTo(image.address("out"));
    return HexFormat.of().formatHex(image.bytes(entry.code(), entry.size()));
  }

  private static KernelImage link(Assembler assembler, int gap) {
    assembler.asm(".skip %d, 0x90; out: ret; .data; .balign 8; key: .quad 0".formatted(gap));
    return new KernelImageBuilder().add(assembler.assemble()).link();
  }
}
