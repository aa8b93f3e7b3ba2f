package org.emukernel.scenarios.check;

import java.util.List;
import java.util.Optional;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.Finding;

/**
 * What is told of one image.
 *
 * @param file as the user named it
 * @param findings those that are neither allowed nor without matter for the strategy
 * @param allowed those that an allow-list let pass
 */
record CheckReport(
    String file,
    ImageLoader.Loaded loaded,
    CheckResult result,
    List<Finding> findings,
    List<AllowList.Allowed> allowed,
    Optional<String> strategy) {}
