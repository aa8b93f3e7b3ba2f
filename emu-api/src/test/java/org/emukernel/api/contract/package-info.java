/**
 * The contract test kit: abstract test classes for the authors of plug-ins. In the jar of
 * classifier {@code tests}.
 */
@NullMarked
package org.emukernel.api.contract;

import org.jspecify.annotations.NullMarked;
