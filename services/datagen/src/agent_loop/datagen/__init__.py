"""Generated trajectories become verified examples.

A family makes exercises: a task and a reference policy. The policy is performed step by step in the real sandbox, the
task's checker judges the end state, and only what it accepts becomes rows of a dataset.
"""
