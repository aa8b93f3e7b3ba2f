package org.emukernel.scenarios.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.lzo.LzoCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.check.BadImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packed images; the programs that pack kernels do it here too. */
class PackedImagesTest {

  @TempDir Path directory;

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private byte[] packed(byte[] elf, String... command) throws IOException, InterruptedException {
    Path plain = write("plain", elf);
    List<String> words = new java.util.ArrayList<>(List.of(command));
    words.add(plain.toString());
    Path out = directory.resolve("packed");
    words.add(0, "exec \"$@\" > " + out);
    Images.run(directory, shell(words));
    return Files.readAllBytes(out);
  }

  private static String[] shell(List<String> words) {
    List<String> command = new java.util.ArrayList<>(List.of("sh", "-c", words.get(0), "sh"));
    command.addAll(words.subList(1, words.size()));
    return command.toArray(String[]::new);
  }

  private void assertReads(Path file) throws IOException, BadImageException {
    ImageLoader.Loaded loaded = new ImageLoader().load(file, Optional.empty());
    assertThat(loaded.image().symbols().address("entry_SYSCALL_64")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "xz, xz --check=crc32 --x86 --lzma2=preset=6 -c",
    "zstd, zstd -q -c",
    "gzip, gzip -n -c",
    "lz4, lz4 -q -l -c",
    "lzma, xz --format=lzma -c",
    "lzo, lzop -q -c"
  })
  void load_packedFileAndBootImage_areRead(String how, String command) throws Exception {
    byte[] elf = Images.own(EntryHooks.NONE);
    byte[] packed = packed(elf, command.split(" "));

    assertReads(write("image." + how, packed));
    assertReads(write("vmlinuz", Images.bootImage(packed, how.equals("gzip") ? 0 : elf.length)));
  }

  /* zstd that reads from a pipe does not know the size, and the window is 128 MiB: scripts/Makefile.lib's cmd_zstd22. */
  @Test
  void load_zstdWithoutSize_isRead() throws Exception {
    byte[] elf = Images.own(EntryHooks.NONE);
    byte[] packed = packed(elf, "sh", "-c", "zstd -q -3 --ultra --long=27 < \"$0\"");

    assertReads(write("image.zst", packed));
    assertReads(write("vmlinuz", Images.bootImage(packed, elf.length)));
  }

  /** What nothing here unpacks is named. */
  @Test
  void load_bzip2_isNamed() throws IOException {
    Path file = write("vmlinuz", Images.bootImage(new byte[] {'B', 'Z', 'h', '9', 0}, 9));

    assertThatThrownBy(() -> assertReads(file))
        .isInstanceOf(BadImageException.class)
        .hasMessage(
            file
                + ": at offset 0x410: found bzip2 data, expected gzip, xz, zstd, lz4, lzo or lzma"
                + " (no library here unpacks bzip2)");
  }

  /* The header as lzop writes it, with both checksums of blocks; then one block packed, one not. */
  private static byte[] lzop(byte[] content) {
    int half = content.length / 2;
    LzoCompressor compressor = new LzoCompressor();
    byte[] block = new byte[compressor.maxCompressedLength(half)];
    int length = compressor.compress(content, 0, half, block, 0, block.length);
    ByteBuffer out = ByteBuffer.allocate(content.length + 128);
    out.put(new byte[] {(byte) 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n'});
    out.putShort((short) 0x1040).putShort((short) 0x20a0).putShort((short) 0x940);
    out.put((byte) 3).put((byte) 9).putInt(0x0300_0003).putInt(0).putInt(0).putInt(0);
    out.put((byte) 1).put((byte) 'k').putInt(0);
    out.putInt(half).putInt(length).putInt(0).putInt(0).put(block, 0, length);
    int rest = content.length - half;
    out.putInt(rest).putInt(rest).putInt(0).put(content, half, rest).putInt(0);
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  @Test
  void load_lzo_isRead() throws Exception {
    byte[] elf = Images.own(EntryHooks.NONE);

    assertReads(write("image.lzo", lzop(elf)));
    assertReads(write("vmlinuz", Images.bootImage(lzop(elf), elf.length)));
  }

  @Test
  void load_lzoWhoseBlockIsTooLong_isOneLine() throws Exception {
    byte[] packed = lzop(Images.own(EntryHooks.NONE));
    ByteBuffer.wrap(packed).putInt(39, 0x7fff_ffff);
    Path file = write("image.lzo", packed);

    assertThatThrownBy(() -> assertReads(file))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("found an lzo block of 2147483647 bytes from ")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void load_truncatedPayload_isOneLine() throws Exception {
    byte[] packed = packed(Images.own(EntryHooks.NONE), "gzip", "-n", "-c");
    byte[] cut = java.util.Arrays.copyOf(packed, packed.length / 2);
    Path file = write("image.gz", cut);

    assertThatThrownBy(() -> assertReads(file))
        .isInstanceOf(BadImageException.class)
        .hasMessageStartingWith(file + ": at offset 0x0: found gzip data that cannot be unpacked")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void load_bomb_endsAtTheLimit() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 513; i++) {
        gzip.write(zeros);
      }
    }
    Path file = write("bomb.gz", out.toByteArray());

    assertThatThrownBy(() -> assertReads(file))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("found packed data of more than");
  }

  /** Blocks of one repeated byte, RFC 8878, "Blocks": 4 bytes stand for 128 KiB. */
  @Test
  void load_zstdBomb_endsAtTheLimit() throws IOException {
    int blocks = 5000;
    ByteBuffer frame = ByteBuffer.allocate(6 + blocks * 4).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(0xfd2fb528).put((byte) 0).put((byte) (10 << 3));
    for (int i = 0; i < blocks; i++) {
      frame.putInt((i == blocks - 1 ? 1 : 0) | 1 << 1 | (128 << 10) << 3);
    }
    Path file = write("bomb.zst", frame.array());

    assertThatThrownBy(() -> assertReads(file))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("found packed data of more than");
  }

  @Test
  void load_stubMap_isSaidSoAndNotUsed() throws Exception {
    Path map =
        Files.writeString(
            directory.resolve("System.map"),
            "ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n");
    Path image = write("vmlinux", Images.own(EntryHooks.NONE));

    ImageLoader.Loaded loaded = new ImageLoader().load(image, Optional.of(map));

    assertThat(loaded.symbolSource()).isEqualTo("symbol table");
    assertThat(loaded.notes())
        .containsExactly(
            map
                + " is a stub: \"The real System.map is in the linux-image-<version>-dbg package\";"
                + " it is not used");
  }

  @Test
  void load_map_givesTheSymbols() throws Exception {
    Path map =
        Files.writeString(
            directory.resolve("System.map"),
            "0000000000000000 D __per_cpu_start\nffffffff81000000 T _text\n");
    Path image = write("vmlinux", Images.own(EntryHooks.NONE));

    ImageLoader.Loaded loaded = new ImageLoader().load(image, Optional.of(map));

    assertThat(loaded.image().symbols().size()).isEqualTo(2);
    assertThat(loaded.symbolSource()).isEqualTo(map.toString());
  }

  @Test
  void load_noMap_isNamedWithItsLine() throws IOException {
    Path map = Files.writeString(directory.resolve("System.map"), "0 T a\nhello\n");
    Path image = write("vmlinux", Images.own(EntryHooks.NONE));

    assertThatThrownBy(() -> new ImageLoader().load(image, Optional.of(map)))
        .hasMessage(map + ": line 2: found \"hello\", expected ADDRESS TYPE NAME as nm writes it");
  }
}
