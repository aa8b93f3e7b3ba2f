package org.emukernel.scenarios.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.entry.check.BinarySymbol;
import org.emukernel.entry.check.SymbolMap;

/** Reads an image of any kind and finds its symbols. */
final class ImageLoader {

  private static final int FILE_LIMIT = 1 << 30;

  private final List<String> notes = new ArrayList<>();

  /**
   * What was read.
   *
   * @param symbolSource where the symbols come from, for people
   * @param notes what the user should know besides, one line each
   */
  record Loaded(BinaryImage image, String symbolSource, List<String> notes) {}

  /** The symbols of a System.map. */
  record Mapped(String file, List<BinarySymbol> symbols) {}

  /**
   * Reads.
   *
   * @param map a System.map, if there is one
   */
  Loaded load(Path file, Optional<Path> map) throws IOException, BadImageException {
    Optional<Mapped> mapped = map.isPresent() ? readMap(map.get()) : Optional.empty();
    return load(file.toString(), read(file), mapped);
  }

  /**
   * Reads what a file holds.
   *
   * @param file its name, for messages
   * @param bytes not to be used by others any more
   */
  Loaded load(String file, byte[] bytes, Optional<Mapped> mapped) throws BadImageException {
    ByteView content;
    BinaryImage image;
    try {
      content = unpacked(new ByteView(bytes));
      image = ElfReader.read(content);
    } catch (BadImageException e) {
      throw new BadImageException(file + ": " + e.getMessage());
    }
    if (mapped.isPresent() && image.kind() == BinaryImage.Kind.KERNEL) {
      return loaded(image.with(new SymbolMap(mapped.get().symbols())), mapped.get().file());
    }
    if (image.symbols().size() > 0) {
      return loaded(image, "symbol table");
    }
    Optional<List<BinarySymbol>> own = Kallsyms.find(content);
    if (own.isPresent()) {
      return loaded(image.with(new SymbolMap(own.get())), "kallsyms");
    }
    throw new BadImageException(
        file + ": found neither a symbol table nor kallsyms, expected one, or --map System.map");
  }

  private Loaded loaded(BinaryImage image, String source) {
    return new Loaded(image, source, List.copyOf(notes));
  }

  private Optional<Mapped> readMap(Path map) throws IOException, BadImageException {
    byte[] bytes = read(map);
    Optional<String> stub = SystemMap.stub(bytes);
    if (stub.isPresent()) {
      notes.add("%s is a stub: \"%s\"; it is not used".formatted(map, stub.get()));
      return Optional.empty();
    }
    try {
      return Optional.of(new Mapped(map.toString(), SystemMap.read(bytes)));
    } catch (BadImageException e) {
      throw new BadImageException(map + ": " + e.getMessage());
    }
  }

  private static byte[] read(Path file) throws IOException, BadImageException {
    long limit = Math.min(FILE_LIMIT, Runtime.getRuntime().maxMemory() / 2);
    if (Files.isDirectory(file)) {
      throw new BadImageException(file + ": found a directory, expected a file");
    }
    long size = Files.size(file);
    if (size > limit) {
      throw new BadImageException(
          "%s: found %d MiB, expected at most %d MiB (a larger JVM heap, -Xmx, allows up to %d MiB)"
              .formatted(file, size >> 20, limit >> 20, FILE_LIMIT >> 20));
    }
    return Files.readAllBytes(file);
  }

  /* A kernel in a bzImage, or a packed module or kernel; each once. */
  private static ByteView unpacked(ByteView file) throws BadImageException {
    if (BootImage.is(file)) {
      return elf(new ByteView(BootImage.kernel(file)));
    }
    Optional<Compression> packed = Compression.at(file, 0);
    if (packed.isPresent()) {
      return elf(
          new ByteView(
              Compression.unpack(packed.get(), new Compression.Packed(file, 0, file.length(), 0))));
    }
    return elf(file);
  }

  private static ByteView elf(ByteView content) throws BadImageException {
    if (!ElfReader.is(content)) {
      throw new BadImageException(
          0,
          content.length() == 0 ? "nothing" : "a file of an unknown kind",
          "ELF, a bzImage, or either packed by " + Compression.known());
    }
    return content;
  }
}
