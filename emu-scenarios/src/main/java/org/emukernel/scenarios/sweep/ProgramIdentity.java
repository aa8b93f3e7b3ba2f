package org.emukernel.scenarios.sweep;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.emukernel.scenarios.plugin.PlugIns;

/**
 * Which emulator this is: its version, and a hash of the files that it and its plug-ins consist of.
 * Results of another one must not be taken for its own, and a version under development is many.
 */
final class ProgramIdentity {

  private static final String OWN = "org/emukernel/";

  private final PlugIns plugIns;

  @Inject
  ProgramIdentity(PlugIns plugIns) {
    this.plugIns = plugIns;
  }

  /** {@return the version, as the jar's manifest has it} */
  String version() {
    return Optional.ofNullable(ProgramIdentity.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  /** {@return the version and the hash} */
  String text() {
    SortedSet<String> files = new TreeSet<>();
    try {
      for (URL root : Collections.list(roots())) {
        if (root.openConnection() instanceof JarURLConnection jar) {
          addJar(Path.of(jar.getJarFileURL().toURI()), files);
        } else {
          add(Path.of(root.toURI()), files);
        }
      }
      for (Path plugIn : plugIns.paths()) {
        add(plugIn, files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return version() + " " + SweepCell.hash(String.join("\n", files));
  }

  private static java.util.Enumeration<URL> roots() throws IOException {
    return ProgramIdentity.class.getClassLoader().getResources(OWN);
  }

  /* Names and checksums stand in the jar's directory: nothing is unpacked. */
  private static void addJar(Path path, SortedSet<String> files) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        files.add(entry.getName() + " " + entry.getCrc());
      }
    }
  }

  private static void add(Path root, SortedSet<String> files) throws IOException {
    if (Files.isRegularFile(root)) {
      addJar(root, files);
      return;
    }
    List<Path> found;
    try (Stream<Path> walk = Files.walk(root)) {
      found = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : found) {
      CRC32 sum = new CRC32();
      sum.update(Files.readAllBytes(file));
      URI name = root.toUri().relativize(file.toUri());
      files.add(name + " " + sum.getValue());
    }
  }
}
