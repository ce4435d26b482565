package io.lagbench.workloads;

import java.util.List;

/**
 * Makes tasks of one kind. Found through {@link java.util.ServiceLoader}, so a jar on the class path can add tasks; see
 * {@link Tasks}.
 */
public interface TaskProvider {

    /** Name of the task as users type it. */
    String name();

    /** What the task asks for, in one line. */
    String summary();

    /** The settings this task knows; a suite that sets another one is refused. */
    List<Setting> settings();

    /**
     * A task with the given settings, which hold a value for every one of {@link #settings} that has a default.
     *
     * @throws IllegalSettingException if the settings do not go together
     */
    Task create(Settings settings);
}
