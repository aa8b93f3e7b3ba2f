package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.emukernel.scenarios.report.Table;

/** Checks kernels and modules that others built. */
public interface ImageChecker {

  /**
   * What to check.
   *
   * @param image the file
   * @param map a System.map
   * @param allow a HOCON file of findings to be let pass
   * @param known what becomes of findings that are known to do no harm
   * @param features names of CPU features; empty for the usual ones
   * @param strategy the strategy that matters, if only one does
   */
  record Request(
      Path image,
      Optional<Path> map,
      Optional<Path> allow,
      Known known,
      List<String> features,
      Optional<String> strategy) {
    /** Copies the list. */
    public Request {
      features = List.copyOf(features);
    }
  }

  /** What becomes of findings of Linux that are known to do no harm. */
  enum Known {
    /** They pass, and are told apart. */
    PASS,
    /** They count as others do. */
    COUNT
  }

  /** How a result is told. */
  enum Form {
    /** Tables for people. */
    TEXT,
    /** The same with every instruction of the entry paths. */
    LISTING,
    /** One JSON object. */
    JSON
  }

  /**
   * What was found.
   *
   * @param told the whole report, in any form
   * @param tables the same for programs
   * @param notes what the user should know besides, one line each
   * @param findings how many there are
   */
  record Outcome(
      Function<Form, String> told, List<Table> tables, List<String> notes, int findings) {
    /** Copies the list. */
    public Outcome {
      tables = List.copyOf(tables);
      notes = List.copyOf(notes);
    }

    /** {@return the whole report in one form} */
    public String as(Form form) {
      return told.apply(form);
    }
  }

  /** A file or a name is not what it should be; the message is one line. */
  final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With the whole line. */
    public RefusedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** {@return what was found} */
  Outcome check(Request request) throws RefusedException, IOException;
}
