package org.emukernel.scenarios.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.KernelCheck;

/**
 * What Jazzer calls with bytes of its own making: whatever a file holds, checking it ends with a
 * result or with the one line. {@code mvn -B -ntp -Pfuzz -pl emu-scenarios -am process-test-classes
 * -Dfuzz.seconds=600} begins with the images that {@link #main} writes; it needs Jazzer from Maven
 * Central.
 */
public final class FuzzedImages {

  private FuzzedImages() {}

  /** Checks an image: ELF, bzImage, or either packed; and looks for the tables of kallsyms. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      Kallsyms.find(new ByteView(bytes.clone()));
      ImageLoader.Loaded loaded = new ImageLoader().load("fuzzed", bytes, Optional.empty());
      KernelCheck.check(loaded.image(), Images.FEATURES);
    } catch (BadImageException e) {
      requireOneLine(String.valueOf(e.getMessage()));
    }
  }

  private static void requireOneLine(String message) {
    if (message.contains("\n") || !message.contains("found ") || !message.contains("expected ")) {
      throw new AssertionError(message);
    }
  }

  /** Writes the images to begin with into a directory. */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    byte[] elf = Images.own(EntryHooks.NONE);
    Files.write(directory.resolve("own-image"), elf);
    Files.write(directory.resolve("boot-image"), Images.bootImage(Images.gzip(elf), 0));
    for (KallsymsTest.Order order : KallsymsTest.Order.values()) {
      Files.write(directory.resolve("kallsyms-" + order), KallsymsTest.bytes(order));
    }
  }
}
