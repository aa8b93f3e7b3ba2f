package org.emukernel.x86.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Set;
import org.emukernel.x86.asm.AltCondition;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.X86Feature;
import org.junit.jupiter.api.Test;

/** Bytes written out by hand from the SDM's opcode tables. */
class AlternativesPatcherTest {
  private static final String UP_TO_PCID_CHECK = "0f01f8" + "654889242514000000";

  @Test
  void withAlternatives_ptiAndPcid_entryIsSevenInstructionsIn32Bytes() {
    KernelImage patched =
        TestKernel.image().withAlternatives(Set.of(X86Feature.PTI, X86Feature.PCID));
    long entry = patched.address("entry_SYSCALL_64");

    assertThat(hex(patched, entry, 34))
        .isEqualTo(
            UP_TO_PCID_CHECK
                + "6690"
                + "0f20dc"
                + "480fbaec3f"
                + "4881e4ffe7ffff"
                + "0f22dc"
                + "6548");
  }

  @Test
  void withAlternatives_noFeature_paddingBecomesLongNops() {
    KernelImage patched = TestKernel.image().withAlternatives(Set.of());
    long entry = patched.address("entry_SYSCALL_64");

    assertThat(hex(patched, entry, 22))
        .isEqualTo(UP_TO_PCID_CHECK + "eb12" + "0f20dc" + "0f1f440000");
  }

  @Test
  void withAlternatives_laterRecordHolds_winsWithReferencesMoved() {
    KernelImage patched =
        TestKernel.image().withAlternatives(Set.of(X86Feature.SMAP, X86Feature.XENPV));
    AltInstruction site = patched.alternatives().get(3);

    assertThat(site.length()).isEqualTo(13);
    assertThat(hex(patched, site.address(), 8)).isEqualTo("eb0bcccccc65488b");
    assertThat(target(patched, site.address() + 5, 8)).isEqualTo(patched.address("pcpu_hot"));
  }

  @Test
  void withAlternatives_callInReplacement_reachesItsTarget() {
    KernelImage patched = TestKernel.image().withAlternatives(Set.of(X86Feature.SMAP));
    AltInstruction site = patched.alternatives().get(2);

    assertThat(hex(patched, site.address(), 1)).isEqualTo("e8");
    assertThat(target(patched, site.address(), 5)).isEqualTo(patched.address("do_it"));
    assertThat(hex(patched, site.address() + 5, 8)).isEqualTo("0f1f840000000000");
  }

  @Test
  void withAlternatives_notAndAlways_followTheirConditions() {
    KernelImage image =
        link(
            new Assembler("t")
                .alternative("nop", "stac", AltCondition.not(X86Feature.SMAP))
                .alternative("nop", "clac", AltCondition.has(X86Feature.ALWAYS)));

    assertThat(code(image.withAlternatives(Set.of()))).isEqualTo("0f01cb" + "0f01ca");
    assertThat(code(image.withAlternatives(Set.of(X86Feature.SMAP))))
        .isEqualTo("90" + "6690" + "0f01ca");
  }

  @Test
  void withAlternatives_farJump_staysLong() {
    KernelImage image =
        link(
            new Assembler("t")
                .asm(
                    "ALTERNATIVE \"\", \"jmp far\", X86_FEATURE_PTI\n.skip 125\nnear: .skip 200\nfar: ret"));

    assertThat(code(image.withAlternatives(Set.of(X86Feature.PTI))))
        .startsWith("e945010000" + "00");
  }

  @Test
  void withAlternatives_image_itselfUnchanged() {
    KernelImage image = TestKernel.image();
    byte[] before = image.section(".entry.text").orElseThrow().bytes();

    image.withAlternatives(Set.of(X86Feature.PTI, X86Feature.SMAP));

    assertThat(image.section(".entry.text").orElseThrow().bytes()).isEqualTo(before);
  }

  private static KernelImage link(Assembler assembler) {
    return new KernelImageBuilder().add(assembler.assemble()).link();
  }

  private static String code(KernelImage image) {
    return HexFormat.of().formatHex(image.section(".text").orElseThrow().bytes());
  }

  private static String hex(KernelImage image, long address, int length) {
    return HexFormat.of().formatHex(image.bytes(address, length));
  }

  /** {@return what the 32-bit displacement that ends an instruction refers to} */
  private static long target(KernelImage image, long instruction, int length) {
    int displacement =
        java.nio.ByteBuffer.wrap(image.bytes(instruction + length - 4, 4))
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .getInt();
    return instruction + length + displacement;
  }
}
