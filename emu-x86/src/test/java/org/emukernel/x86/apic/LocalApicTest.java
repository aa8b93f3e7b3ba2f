package org.emukernel.x86.apic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.IpiBus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SDM vol. 3A, "Handling Interrupts" and "Task and Processor Priorities". */
class LocalApicTest {

  private final List<String> sent = new ArrayList<>();
  private LocalApic apic;

  private final class Listening implements IpiBus {

    @Override
    public void fixed(int sender, int target, int vector) {
      sent.add(target + ":" + vector);
    }

    @Override
    public void nmi(int sender, int target) {
      sent.add(target + ":NMI");
    }

    @Override
    public void invalidate(int sender) {
      sent.add("INVLPGB");
    }
  }

  @BeforeEach
  void build() {
    ArenaBuilder builder = Arena.builder().memoryBytes(4096);
    int first = LocalApic.reserve(builder, "cpu1");
    apic = new LocalApic(builder.build(), first, 1, 4, new Listening());
    apic.reset();
  }

  @Test
  void pending_twoVectors_higherFirst() {
    apic.accept(0x41);
    apic.accept(0xfb);

    assertThat(apic.pending()).isEqualTo(0xfb);
  }

  @Test
  void pending_sameClassInService_waitsForEndOfInterrupt() {
    apic.accept(0xfb);
    apic.acknowledge(0xfb);
    apic.accept(0xfc);

    assertThat(apic.pending()).isEqualTo(LocalApic.NONE);
    apic.endOfInterrupt();
    assertThat(apic.pending()).isEqualTo(0xfc);
  }

  @Test
  void pending_higherClassThanInService_isDeliverable() {
    apic.accept(0x41);
    apic.acknowledge(0x41);
    apic.accept(0xfc);

    assertThat(apic.pending()).isEqualTo(0xfc);
  }

  @Test
  void pending_classNotAboveTaskPriority_waits() {
    apic.accept(0x51);
    apic.setTaskPriority(0x50);
    assertThat(apic.pending()).isEqualTo(LocalApic.NONE);

    apic.setTaskPriority(0x4f);
    assertThat(apic.pending()).isEqualTo(0x51);
  }

  @Test
  void processorPriority_serviceAboveTask_isClassOfService() {
    apic.setTaskPriority(0x23);
    apic.accept(0x7a);
    apic.acknowledge(0x7a);

    assertThat(apic.processorPriority()).isEqualTo(0x70);
  }

  @Test
  void endOfInterrupt_nested_endsTheHighestInService() {
    apic.accept(0x41);
    apic.acknowledge(0x41);
    apic.accept(0xfc);
    apic.acknowledge(0xfc);

    apic.write(0x80b, 0);

    assertThat(apic.isInService(0xfc)).isFalse();
    assertThat(apic.isInService(0x41)).isTrue();
  }

  @Test
  void write_endOfInterruptWithValue_isRefused() {
    assertThat(apic.write(0x80b, 1)).isFalse();
  }

  @Test
  void write_commandFixed_goesToTheDestination() {
    assertThat(apic.write(0x830, 2L << 32 | 0xfb)).isTrue();

    assertThat(sent).containsExactly("2:251");
  }

  @Test
  void write_commandAllButSelf_goesToTheOthers() {
    apic.write(0x830, 0xc_00fcL);

    assertThat(sent).containsExactly("0:252", "2:252", "3:252");
  }

  @Test
  void write_commandLogicalDestination_goesToTheClusterMembers() {
    apic.write(0x830, 0b1001L << 32 | 0x800 | 0xfc);

    assertThat(sent).containsExactly("0:252", "3:252");
  }

  @Test
  void write_commandNmi_carriesNoVector() {
    apic.write(0x830, 3L << 32 | 0x400);

    assertThat(sent).containsExactly("3:NMI");
  }

  @Test
  void write_selfIpi_isPendingAtOnce() {
    apic.write(0x83f, 0xf6);

    assertThat(apic.pending()).isEqualTo(0xf6);
    assertThat(sent).isEmpty();
  }

  @Test
  void write_commandWithReservedBit_isRefused() {
    assertThat(apic.write(0x830, 1 << 13)).isFalse();
  }

  @Test
  void accept_vectorBelow16_isRefused() {
    assertThatThrownBy(() -> apic.accept(15)).hasMessageContaining("vector 15");
  }

  @Test
  void read_requestRegister_showsThe32VectorsOfEachMsr() {
    apic.accept(0xfb);

    assertThat(apic.read(0x827)).isEqualTo(1L << 27);
    assertThat(apic.read(0x826)).isZero();
  }

  /* SDM vol. 3A, "x2APIC Register Address Space": destinations have 32 bits; "Logical Destination Mode in x2APIC Mode". */
  @ParameterizedTest
  @CsvSource({
    "0x12c_000000fb, 300:251",
    "0x10c_000000fb, 268:251",
    "0x200_000000fb, ''",
    "0x120003_000008fb, 288:251 289:251",
    "0x12ff00_000008fb, 296:251 297:251 298:251 299:251 300:251",
    "0x130001_000008fb, ''",
  })
  void write_commandInBigMachine_reachesWhoHasTheIdentifier(String command, String expected) {
    ArenaBuilder builder = Arena.builder().memoryBytes(4096);
    int first = LocalApic.reserve(builder, "cpu256");
    LocalApic big = new LocalApic(builder.build(), first, 256, 301, new Listening());

    assertThat(big.write(0x830, Long.decode(command.replace("_", "")))).isTrue();

    assertThat(String.join(" ", sent)).isEqualTo(expected);
  }

  /* The logical identifier is the cluster in bits 31:16 and one bit in 15:0, derived from the x2APIC identifier. */
  @Test
  void read_identifiersAbove255_areWhole() {
    ArenaBuilder builder = Arena.builder().memoryBytes(4096);
    int first = LocalApic.reserve(builder, "cpu4095");
    LocalApic last = new LocalApic(builder.build(), first, 4095, 4096, new Listening());

    assertThat(last.read(0x802)).isEqualTo(4095);
    assertThat(last.read(0x80d)).isEqualTo(0xff_8000L);
  }
}
