package org.emukernel.x86.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VectorFileTest {
  private static final String HEADER =
      "P Acme family 1 model 2 stepping 3\nC 1000\nM 2000 100\nD rax=7\n";

  private static VectorFile read(String text) throws IOException {
    return VectorFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void recorded_checkedInFile_holdsFormsWithVectorsOfEveryKind() {
    VectorFile file = VectorFile.recorded();
    assertThat(file.forms()).hasSizeGreaterThanOrEqualTo(200);
    assertThat(file.forms()).allSatisfy(form -> assertThat(form.vectors()).isNotEmpty());
    assertThat(file.processor()).matches("\\w+ family \\d+ model \\d+ stepping \\d+");
    assertThat(
            file.forms().stream()
                .flatMap(form -> form.vectors().stream())
                .flatMap(vector -> vector.fault().stream())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("DE", "UD", "GP");
  }

  /**
   * What ADD does needs no CPU to know: this guards the recorder and the reader against swapped
   * registers or sides.
   */
  @Test
  void recorded_addOfRegisters_sumsIntoTheDestinationOnly() {
    Form add =
        VectorFile.recorded().forms().stream()
            .filter(form -> Arrays.equals(form.code(), HexFormat.of().parseHex("4801d0")))
            .findFirst()
            .orElseThrow();
    assertThat(add.text()).isEqualTo("addq %rdx,%rax");
    assertThat(add.vectors())
        .allSatisfy(
            vector -> {
              long[] expected = vector.before().registers().clone();
              expected[0] += expected[2];
              assertThat(vector.after().registers()).containsExactly(expected);
              assertThat((vector.after().flags() & 0x40) != 0).isEqualTo(expected[0] == 0);
            });
  }

  @Test
  void recorded_undefinedFlags_areStatusFlagsOnly() {
    assertThat(VectorFile.recorded().forms())
        .allSatisfy(
            form ->
                assertThat(form.vectors())
                    .allMatch(vector -> (vector.undefinedFlags() & ~0x8d5L) == 0));
  }

  @Test
  void read_vectorLine_takesDefaultsAndChanges() throws IOException {
    VectorFile file =
        read(HEADER + "F 9090 nop, twice\nV fl=202 rcx=1 @10=ff > fl=203 un=10 rcx=2 @10=0102\n");
    Vector vector = file.forms().get(0).vectors().get(0);
    assertThat(file.forms().get(0).text()).isEqualTo("nop, twice");
    assertThat(vector.before().registers()).startsWith(7, 1, 0);
    assertThat(vector.after().registers()).startsWith(7, 2, 0);
    assertThat(vector.before().rip()).isEqualTo(0x1000);
    assertThat(vector.after().rip()).isEqualTo(0x1002);
    assertThat(vector.after().flags()).isEqualTo(0x203);
    assertThat(vector.undefinedFlags()).isEqualTo(0x10);
    assertThat(vector.fault()).isEmpty();
    assertThat(file.memoryBefore(vector)).hasSize(0x100).startsWith((byte) 13, (byte) 180);
    assertThat(file.memoryBefore(vector)[0x10]).isEqualTo((byte) 0xff);
    assertThat(file.memoryAfter(vector)[0x11]).isEqualTo((byte) 2);
  }

  @Test
  void read_faultWithoutRip_staysAtTheForm() throws IOException {
    Vector vector =
        read(HEADER + "F 0f0b ud2\nV fl=202 > fl=202 fault=UD\n").forms().get(0).vectors().get(0);
    assertThat(vector.fault()).hasValue("UD");
    assertThat(vector.after().rip()).isEqualTo(0x1000);
  }

  @Test
  void read_takenBranch_endsAtRecordedRip() throws IOException {
    Vector vector =
        read(HEADER + "F eb3e jmp .+0x40\nV fl=202 > fl=202 rip=1040\n")
            .forms()
            .get(0)
            .vectors()
            .get(0);
    assertThat(vector.after().rip()).isEqualTo(0x1040);
  }

  @Test
  void read_brokenLine_namesTheLine() {
    assertThatThrownBy(() -> read(HEADER + "F 90 nop\nV fl=202 zmm0=1 > fl=202\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 6")
        .hasMessageContaining("zmm0");
    assertThatThrownBy(() -> read(HEADER + "V fl=202 > fl=202\n"))
        .hasMessageContaining("line 5: a vector before any form");
    assertThatThrownBy(() -> read(HEADER + "F 90 nop\nV fl=202 @ff=0102 > fl=202\n"))
        .hasMessageContaining("a run beyond the buffer");
  }
}
