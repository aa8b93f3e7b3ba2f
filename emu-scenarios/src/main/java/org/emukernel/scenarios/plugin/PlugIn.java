package org.emukernel.scenarios.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** One jar, or one directory of classes and jars, from outside. */
final class PlugIn implements AutoCloseable {

  private final Path path;
  private final URLClassLoader loader;

  private PlugIn(Path path, URLClassLoader loader) {
    this.path = path;
    this.loader = loader;
  }

  /** {@return where it is} */
  Path path() {
    return path;
  }

  /** Opens it; jars of a directory that are none are reported and left out. */
  static PlugIn open(Path path, Consumer<String> complaints) throws BadPlugInException {
    List<Path> roots = new ArrayList<>(List.of(path));
    if (Files.isDirectory(path)) {
      for (Path jar : jarsIn(path)) {
        Optional<String> found = insteadOfJar(jar);
        found.ifPresentOrElse(
            what -> complaints.accept(complaint(jar, "left out: found " + what)),
            () -> roots.add(jar));
      }
    } else {
      Optional<String> found = insteadOfJar(path);
      if (found.isPresent()) {
        throw new BadPlugInException(
            complaint(
                path,
                "found " + found.get() + ", expected a jar, or a directory of classes or jars"));
      }
    }
    URL[] urls = roots.stream().map(PlugIn::url).toArray(URL[]::new);
    return new PlugIn(path, new URLClassLoader(urls, PlugIn.class.getClassLoader()));
  }

  private static List<Path> jarsIn(Path directory) throws BadPlugInException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new BadPlugInException(complaint(directory, "found a directory that cannot be read"));
    }
  }

  private static Optional<String> insteadOfJar(Path file) {
    try {
      new JarFile(file.toFile()).close();
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of("no such file or directory");
    } catch (AccessDeniedException e) {
      return Optional.of("no permission");
    } catch (IOException e) {
      return Optional.of("a file that is no jar");
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path.toString(), e);
    }
  }

  URLClassLoader loader() {
    return loader;
  }

  /** {@return a complaint about this plug-in} */
  String complaint(String text) {
    return complaint(path, text);
  }

  private static String complaint(Path path, String text) {
    return "--plugin " + path + ": " + text;
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
