package org.emukernel.x86.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.emukernel.x86.asm.Binutils;
import org.emukernel.x86.asm.X86Feature;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElfWriterTest {
  @TempDir Path directory;

  private final KernelImage image =
      TestKernel.image().withAlternatives(Set.of(X86Feature.PTI, X86Feature.PCID));
  private Binutils binutils;

  @BeforeEach
  void writeFile() throws IOException {
    Binutils.assumePresent("readelf", "nm", "objdump", "objcopy");
    binutils = new Binutils(directory);
    Files.write(directory.resolve("vmlinux"), ElfWriter.write(image));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"readelf -a -W", "nm", "objdump -d", "objdump -x", "readelf --lint", "size"})
  void write_image_binutilsReadItWithoutComplaint(String command) {
    Binutils.Result result = binutils.run((command + " vmlinux").split(" "));

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isNotEmpty().doesNotContainIgnoringCase("warning");
    assertThat(result.status()).isZero();
  }

  @Test
  void write_symbols_asNmListsThem() {
    String listing = binutils.run("nm", "vmlinux").out();

    for (ImageSymbol symbol : image.symbols()) {
      assertThat(listing)
          .containsPattern("(?m)^%016x [A-Za-z] %s$".formatted(symbol.address(), symbol.name()));
    }
    assertThat(listing.lines()).hasSameSizeAs(image.symbols());
  }

  @Test
  void write_sections_contentReadBack() throws IOException {
    for (ImageSection section : image.sections()) {
      if (section.isBss()) {
        continue;
      }
      binutils.run("objcopy", "-O", "binary", "-j", section.name(), "vmlinux", "content");
      assertThat(Files.readAllBytes(directory.resolve("content")))
          .as(section.name())
          .isEqualTo(section.bytes());
    }
  }

  @Test
  void write_headers_executableAtItsEntryWithPhysicalAddresses() {
    String header = binutils.run("readelf", "-hlW", "vmlinux").out();

    assertThat(header)
        .contains("EXEC (Executable file)")
        .containsPattern("Entry point address: +0x%x".formatted(image.address("startup_64")))
        .containsPattern("LOAD +0x\\p{XDigit}+ 0xffffffff81000000 0x0000000001000000");
  }

  @Test
  void write_disassembly_showsInstructionsAtTheirSymbols() {
    String code = binutils.run("objdump", "-d", "--no-show-raw-insn", "vmlinux").out();

    assertThat(code)
        .contains("<entry_SYSCALL_64>:")
        .containsPattern("bts +\\$0x3f,%rsp")
        .containsPattern("jmp +ffffffff81000000 <do_it>");
  }
}
