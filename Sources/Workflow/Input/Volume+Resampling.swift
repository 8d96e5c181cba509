import Imaging

extension Volume {
    /// The volume on another grid, with its background around it, and how many voxels of that grid lie inside of its own.
    package func resampled(to target: Grid, background: Float, _ run: TaskRunner) -> (volume: Volume, inside: Int) {
        let (voxels, inside) = Resampling(from: grid, to: target).apply(self.voxels, background: background, run)
        return (Volume(grid: target, voxels: voxels, source: source, holes: holes), inside)
    }
}
