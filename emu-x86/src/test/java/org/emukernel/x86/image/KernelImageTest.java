package org.emukernel.x86.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.NoSuchElementException;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.RelocatableObject;
import org.emukernel.x86.asm.SymbolType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelImageTest {
  private final KernelImage image = TestKernel.image();

  @ParameterizedTest
  @CsvSource({
    ".text, 0xffffffff81000000",
    ".entry.text, 0xffffffff81001000",
    ".rodata, 0xffffffff81200000",
    ".data, 0xffffffff81400000",
    ".data..percpu, 0x0",
    ".user.text, 0x400000",
  })
  void link_section_liesWhereLinuxPutsIt(String name, String address) {
    assertThat(image.section(name).orElseThrow().address())
        .isEqualTo(Long.parseUnsignedLong(address.substring(2), 16));
  }

  @Test
  void link_perCpuAndPlacedSections_keepTheirContentInTheImage() {
    ImageSection perCpu = image.section(".data..percpu").orElseThrow();
    ImageSection user = image.section(".user.text").orElseThrow();

    assertThat(perCpu.loadAddress()).isEqualTo(image.address("__per_cpu_load"));
    assertThat(user.loadAddress()).isGreaterThan(perCpu.loadAddress());
    assertThat(image.address("_etext")).isEqualTo(image.address("__entry_text_end"));
    assertThat(image.bytes(0x400000, 4)).containsExactly(0xf3, 0x90, 0xeb, 0xfc);
  }

  @Test
  void link_loadAddresses_doNotOverlap() {
    long end = 0xffffffff81000000L;
    for (ImageSection section : image.sections()) {
      assertThat(section.loadAddress()).as(section.name()).isGreaterThanOrEqualTo(end);
      end = section.loadAddress() + section.size();
    }
    assertThat(image.address("_end")).isEqualTo(end);
  }

  @Test
  void link_relocations_pointAtTheSymbols() {
    long table = image.address("table");
    ByteBuffer rodata =
        ByteBuffer.wrap(image.section(".rodata").orElseThrow().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);

    assertThat(rodata.getLong(0)).isEqualTo(image.address("entry_SYSCALL_64"));
    assertThat(rodata.getLong(8)).isEqualTo(image.address("do_it") + 1);
    assertThat(table + 16 + rodata.getInt(16)).isEqualTo(image.address("do_it"));
    assertThat(table + 20 + rodata.getInt(20)).isEqualTo(table);
  }

  @Test
  void link_ripRelativePerCpuOperand_addsUpToTheOffsetInTheArea() {
    long instruction = image.address("entry_SYSCALL_64_safe_stack");
    int displacement =
        ByteBuffer.wrap(image.bytes(instruction + 4, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();

    assertThat(instruction + 8 + displacement).isEqualTo(104);
  }

  @Test
  void symbolize_addresses_nearestSymbolOfTheSection() {
    long entry = image.address("entry_SYSCALL_64");

    assertThat(image.symbolize(entry)).isEqualTo("entry_SYSCALL_64+0x0");
    assertThat(image.symbolize(entry + 7)).isEqualTo("entry_SYSCALL_64+0x7");
    assertThat(image.symbolize(0x400002)).isEqualTo("user_loop+0x2");
    assertThat(image.symbolize(0x18)).isEqualTo("cpu_tss_rw+0x18");
    assertThat(image.symbolize(0xffff888000000000L)).isEqualTo("0xffff888000000000");
    assertThat(image.symbolize(image.section("__jump_table").orElseThrow().address() + 5))
        .isEqualTo("__start___jump_table+0x5");
  }

  @Test
  void symbol_byName_hasTypeAndSize() {
    ImageSymbol tss = image.symbol("cpu_tss_rw").orElseThrow();

    assertThat(tss.type()).isEqualTo(SymbolType.OBJECT);
    assertThat(tss.size()).isEqualTo(104);
    assertThat(image.symbol("TSS_sp2")).isEmpty();
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> image.address("nobody"))
        .withMessageContaining("nobody");
  }

  @Test
  void bytes_outsideSections_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> image.bytes(0x400000, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> image.bytes(0x500000, 1));
  }

  @Test
  void link_severalProblems_allListed() {
    RelocatableObject first = unit("a", ".globl f; f: call nobody; movq $far, %rax; far = 1");
    RelocatableObject second = unit("b", ".globl f; f: .byte g - .; .globl g");

    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> new KernelImageBuilder().add(first).add(second).link())
        .withMessageContaining("b: symbol 'f' is defined twice")
        .withMessageContaining("a:.text+0x1: undefined symbol 'nobody'")
        .withMessageContaining("b:.text+0x0: undefined symbol 'g'");
  }

  @Test
  void link_fieldOutOfRange_named() {
    RelocatableObject unit = unit("a", ".long f; f: ret");

    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> new KernelImageBuilder().add(unit).link())
        .withMessageContaining("a:.text+0x0: R_X86_64_32 against 'f'");
  }

  @Test
  void link_weakAndGlobal_globalWins() {
    RelocatableObject weak = unit("a", ".weak f; f: ret; .data; .quad f");
    RelocatableObject global = unit("b", ".globl f; f: nop");
    KernelImage linked = new KernelImageBuilder().add(weak).add(global).link();
    byte[] data = linked.section(".data").orElseThrow().bytes();

    assertThat(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .isEqualTo(linked.address("f"))
        .isEqualTo(0xffffffff81000001L);
  }

  @Test
  void link_localNamesOfTwoUnits_eachMeansItsOwn() {
    KernelImage linked =
        new KernelImageBuilder()
            .add(unit("a", "x: ret; .data; .quad x"))
            .add(unit("b", "x: ret; .data; .quad x"))
            .link();
    ByteBuffer data =
        ByteBuffer.wrap(linked.section(".data").orElseThrow().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);

    assertThat(data.getLong(8) - data.getLong(0)).isEqualTo(1);
  }

  private static RelocatableObject unit(String name, String source) {
    return new Assembler(name).asm(source).assemble();
  }
}
