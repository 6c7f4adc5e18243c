"""Generated and logged trajectories become verified examples."""
