package org.emukernel.scenarios.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.KernelCheck;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.entry.image.KernelSpec;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.image.ElfWriter;
import org.junit.jupiter.api.Assumptions;

/** Images for tests, and the tools that make them. */
final class Images {

  static final Set<X86Feature> FEATURES =
      EnumSet.of(
          X86Feature.PTI,
          X86Feature.PCID,
          X86Feature.INVPCID,
          X86Feature.FSGSBASE,
          X86Feature.SMEP,
          X86Feature.SMAP,
          X86Feature.PGE);

  private static final int SECTOR = 512;
  private static final int SETUP_SECTS = 1;
  private static final int PAYLOAD_OFFSET = 16;
  private static final long TOOL_SECONDS = 60;

  /** What a shell exits with where there is no such program. */
  private static final int NOT_FOUND = 127;

  private Images() {}

  /** {@return this project's kernel as an ELF file} */
  static byte[] own(EntryHooks hooks) {
    return ElfWriter.write(
        KernelFactory.build(new KernelSpec(FEATURES, hooks, Map.of(), List.of(), 2, 1)).image());
  }

  static CheckResult check(Path file) throws IOException, BadImageException {
    return KernelCheck.check(new ImageLoader().load(file, Optional.empty()).image(), FEATURES);
  }

  static CheckResult check(byte[] elf) throws BadImageException {
    return KernelCheck.check(ElfReader.read(new ByteView(elf.clone())), FEATURES);
  }

  /** {@return an object file that GNU as makes; skips the test where there is none} */
  static Path assemble(Path directory, String name, String source)
      throws IOException, InterruptedException {
    Path text = directory.resolve(name + ".s");
    Path object = directory.resolve(name + ".o");
    Files.writeString(text, source);
    run(directory, "as", "--64", "-o", object.toString(), text.toString());
    return object;
  }

  /** Runs a tool; skips the test where it is missing. */
  static void run(Path directory, String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("no " + command[0] + " here: " + e.getMessage());
      return;
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS);
    Assumptions.assumeFalse(ended && process.exitValue() == NOT_FOUND, () -> output.strip());
    if (!ended || process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + output);
    }
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  /* As arch/x86/boot/header.S lays it out: the setup sectors, then the protected-mode part with the payload in it. */
  static byte[] bootImage(byte[] payload, int appendedSize) {
    int start = (1 + SETUP_SECTS) * SECTOR + PAYLOAD_OFFSET;
    int length = payload.length + (appendedSize > 0 ? Integer.BYTES : 0);
    ByteBuffer file = ByteBuffer.allocate(start + length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0x1f1, (byte) SETUP_SECTS);
    file.put(0x202, (byte) 'H')
        .put(0x203, (byte) 'd')
        .put(0x204, (byte) 'r')
        .put(0x205, (byte) 'S');
    file.putShort(0x206, (short) 0x20f);
    file.putInt(0x248, PAYLOAD_OFFSET).putInt(0x24c, length);
    file.position(start);
    file.put(payload);
    if (appendedSize > 0) {
      file.putInt(appendedSize);
    }
    return file.array();
  }
}
