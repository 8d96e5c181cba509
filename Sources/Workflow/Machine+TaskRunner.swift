import Imaging
import Kernels

extension Machine {
    /// Shares tasks out among the machine's threads.
    package var taskRunner: TaskRunner { { count, body in self.run(count) { task, _ in body(task) } } }
}
